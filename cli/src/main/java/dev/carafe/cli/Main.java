package dev.carafe.cli;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.command.DownCommand;
import dev.carafe.cli.command.EnvCommand;
import dev.carafe.cli.command.ImageCommand;
import dev.carafe.cli.command.KubeconfigCommand;
import dev.carafe.cli.command.LogsCommand;
import dev.carafe.cli.command.ResetCommand;
import dev.carafe.cli.command.StatusCommand;
import dev.carafe.cli.command.TrainCommand;
import dev.carafe.cli.command.UpCommand;
import dev.carafe.cli.command.VersionCommand;
import dev.carafe.cli.data.Versions;
import dev.carafe.cli.etcd.EtcdCommand;
import dev.carafe.cli.etcd.TrainEtcdCommand;
import dev.carafe.cli.etcdutl.EtcdutlCommand;
import dev.carafe.cli.log.LastingLogManager;
import dev.carafe.cli.part.CloudControllerManagerCommand;
import dev.carafe.cli.part.ClusterDnsCommand;
import dev.carafe.cli.part.EsxiCommand;
import dev.carafe.cli.part.KubeApiserverCommand;
import dev.carafe.cli.part.KubeControllerManagerCommand;
import dev.carafe.cli.part.KubeProxyCommand;
import dev.carafe.cli.part.KubeSchedulerCommand;
import dev.carafe.cli.part.KubeletCommand;
import dev.carafe.cli.part.TrainApiserverCommand;
import dev.carafe.cli.part.VCenterCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command {@code carafe}. Exit codes: 0 it went well, 1 it failed, 2 it was called wrongly. A failure is told in one
 * sentence on standard error; {@code -v} adds where it comes from.
 */
@Command(
        name = "carafe",
        description = "A whole private cloud in Java.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe up                          start a cloud on this machine",
            "  carafe status                      how its parts are",
            "  carafe logs kubelet -f             what one of them says",
            "  carafe up -h                       more on one command",
            "  ./carafe bench -h                  load programmes, from a tree of sources alone",
            "  source <(carafe generate-completion)   completion for bash and zsh"
        })
public final class Main implements Runnable {

    private static final int FAILED = 1;

    /** What {@code --version} prints. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"carafe " + Versions.carafe()};
        }
    }

    /** The commands, in the order in which help lists them. */
    private static final List<String> COMMANDS = List.of(
            "up",
            "down",
            "status",
            "logs",
            "reset",
            "version",
            "kubeconfig",
            "env",
            "image",
            "etcd",
            "etcdutl",
            "kube-apiserver",
            "kube-controller-manager",
            "cloud-controller-manager",
            "kube-scheduler",
            "kubelet",
            "kube-proxy",
            "cluster-dns",
            "esxi",
            "vcenter",
            "generate-completion",
            "train",
            "train-etcd",
            "train-apiserver");

    @CommandLine.Spec
    CommandLine.Model.@Nullable CommandSpec spec;

    /** Runs the command line and ends the process. */
    public static void main(String[] args) {
        LastingLogManager.use();
        PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
        PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
        System.exit(run(args, out, err));
    }

    /** Runs the command line and returns the exit code. */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        CommandLine line = commandLine(args.length > 0 ? args[0] : "");
        line.setOut(out);
        line.setErr(err);
        int code = line.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    /**
     * The command line, with every command or, to spare the start, with only the command {@code first} when there is one of
     * that name.
     */
    static CommandLine commandLine(String first) {
        CommandLine line = new CommandLine(new Main());
        boolean one = COMMANDS.contains(first) && !first.equals("generate-completion");
        for (String name : one ? List.of(first) : COMMANDS) {
            line.addSubcommand(name, new CommandLine(command(name))); // a model is transformed when its line is made
        }
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(100);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            boolean verbose = parsed.originalArgs().contains("-v")
                    || parsed.originalArgs().contains("--verbose");
            command.getErr().println("carafe: " + sentence(failure));
            if (verbose) {
                failure.printStackTrace(command.getErr());
            }
            return failure instanceof CommandException known ? known.exitCode() : FAILED;
        });
        line.setParameterExceptionHandler((failure, arguments) -> {
            CommandLine command = failure.getCommandLine();
            command.getErr()
                    .println("carafe: " + failure.getMessage() + "; '"
                            + command.getCommandSpec().qualifiedName() + " -h' shows how it is called.");
            return CommandLine.ExitCode.USAGE;
        });
        addHelp(line);
        return line;
    }

    /** Each command takes {@code -h}. */
    private static void addHelp(CommandLine line) {
        line.getSubcommands().values().forEach(command -> {
            if (command.getCommandSpec().findOption("-h") == null) {
                command.getCommandSpec()
                        .addOption(CommandLine.Model.OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("Show this and end.")
                                .build());
            }
            addHelp(command);
        });
    }

    private static Object command(String name) {
        return switch (name) {
            case "up" -> new UpCommand();
            case "down" -> new DownCommand();
            case "status" -> new StatusCommand();
            case "logs" -> new LogsCommand();
            case "reset" -> new ResetCommand();
            case "version" -> new VersionCommand();
            case "kubeconfig" -> new KubeconfigCommand();
            case "env" -> new EnvCommand();
            case "image" -> new ImageCommand();
            case "etcd" -> new EtcdCommand();
            case "etcdutl" -> new EtcdutlCommand();
            case "kube-apiserver" -> new KubeApiserverCommand();
            case "kube-controller-manager" -> new KubeControllerManagerCommand();
            case "cloud-controller-manager" -> new CloudControllerManagerCommand();
            case "kube-scheduler" -> new KubeSchedulerCommand();
            case "kubelet" -> new KubeletCommand();
            case "kube-proxy" -> new KubeProxyCommand();
            case "cluster-dns" -> new ClusterDnsCommand();
            case "esxi" -> new EsxiCommand();
            case "vcenter" -> new VCenterCommand();
            case "train" -> new TrainCommand();
            case "train-etcd" -> new TrainEtcdCommand();
            case "train-apiserver" -> new TrainApiserverCommand();
            case "generate-completion" -> new AutoComplete.GenerateCompletion();
            default -> throw new IllegalStateException("no command is called " + name);
        };
    }

    /** What went wrong, as a sentence. */
    static String sentence(Throwable failure) {
        String message = failure.getMessage();
        return switch (failure) {
            case CommandException e -> String.valueOf(e.getMessage());
            case AccessDeniedException e ->
                "no permission for " + e.getFile() + "; run it as the user that owns the cloud (often root).";
            case NoSuchFileException e -> e.getFile() + " does not exist.";
            case IOException e when message != null -> message.endsWith(".") ? message : message + ".";
            default ->
                "an unexpected failure (" + failure.getClass().getSimpleName()
                        + (message == null ? "" : ": " + message)
                        + "); -v shows where it comes from.";
        };
    }

    /** Called without a command: that is wrong use. */
    @Override
    public void run() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getErr());
            throw new CommandLine.ParameterException(spec.commandLine(), "no command was given");
        }
    }
}
