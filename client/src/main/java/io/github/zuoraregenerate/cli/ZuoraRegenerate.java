package io.github.zuoraregenerate.cli;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command line: {@code zuora-regenerate}. */
@Command(
        name = "zuora-regenerate",
        description = "Tells Zuora Billing to generate the transactions of billing documents again, and to sync them to"
                + " Zuora Revenue.",
        subcommands = {
            RegenerateCommand.class,
            BackfillCommand.class,
            AutoComplete.GenerateCompletion.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = ZuoraRegenerate.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nCredentials come from the environment only:%n",
        footer = {
            "  ZUORA_CLIENT_ID and ZUORA_CLIENT_SECRET   an OAuth client, or",
            "  ZUORA_BEARER_TOKEN                        an access token",
            "",
            "Shell completion: source <(java -jar zuora-regenerate-cli.jar generate-completion)"
        })
public final class ZuoraRegenerate implements Runnable {

    private final Surroundings surroundings;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Write what the client does to standard error. Holds no secrets.")
    private boolean debug;

    ZuoraRegenerate(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Hibernate Validator's logging would find the JDK's and print a greeting.
        System.setProperty("org.jboss.logging.provider", "slf4j");
        System.exit(commandLine(Surroundings.ofProcess()).execute(arguments));
    }

    static CommandLine commandLine(Surroundings surroundings) {
        ZuoraRegenerate root = new ZuoraRegenerate(surroundings);
        CommandLine commandLine = new CommandLine(root);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionStrategy(parsed -> {
            // Only what this client says: libraries would drown it.
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
            System.setProperty("org.slf4j.simpleLogger.log.io.github.zuoraregenerate", root.debug ? "debug" : "off");
            return new CommandLine.RunLast().execute(parsed);
        });
        commandLine.setExecutionExceptionHandler((exception, command, parsed) -> {
            PrintWriter err = command.getErr();
            err.println("An error in the program ended the command: " + exception);
            if (root.debug) {
                exception.printStackTrace(err);
            } else {
                err.println("Add --debug to see where.");
            }
            return ExitCode.STOPPED;
        });
        commandLine.setParameterExceptionHandler((exception, ignored) -> {
            // The whole help would push the one line that matters off the screen.
            CommandLine command = exception.getCommandLine();
            command.getErr().println(exception.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(exception, command.getErr());
            command.getErr().println("'" + command.getCommandSpec().qualifiedName() + " --help' tells more.");
            return ExitCode.USAGE;
        });
        return commandLine;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }

    /** The version of the jar. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = ZuoraRegenerate.class.getPackage().getImplementationVersion();
            return new String[] {
                "zuora-regenerate " + (version == null ? "(not from a jar)" : version),
                "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name")
            };
        }
    }
}
