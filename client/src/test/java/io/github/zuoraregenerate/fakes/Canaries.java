package io.github.zuoraregenerate.fakes;

/**
 * The only secrets that tests use. Whatever prints one of them is found at the end of the whole run: no file of its
 * output may hold one.
 */
public final class Canaries {

    /** Begins every access token of the tests. */
    public static final String TOKEN = "canary-token-5f1d0c7e";

    /** The client secret of the tests. */
    public static final String SECRET = "canary-secret-9b27e4a1";

    private Canaries() {}

    /** Another token, told apart by its end. */
    public static String token(String end) {
        return TOKEN + "-" + end;
    }
}
