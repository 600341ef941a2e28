export function page(){return ""}
