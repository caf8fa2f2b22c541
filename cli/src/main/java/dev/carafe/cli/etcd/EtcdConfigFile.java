package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import dev.carafe.kubernetes.apimachinery.serializer.MalformedYamlException;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * etcd's configuration file, YAML or JSON: the flags' names without dashes are its keys, those of TLS stand in {@code
 * client-transport-security} and {@code peer-transport-security}. Source: etcd {@code server/embed/config.go}.
 *
 * @param command the command as the file has it
 * @param parsed its options
 * @param warnings what the file holds that no flag is of
 */
record EtcdConfigFile(EtcdCommand command, CommandSpec parsed, List<String> warnings) {
    private static final int BYTES_MAX = 1 << 20;

    /** The sections of TLS, with what their keys are called as flags. */
    private static final Map<String, String> SECTIONS =
            Map.of("client-transport-security", "", "peer-transport-security", "peer-");

    /** Keys of the sections that are called otherwise as flags. */
    private static final Map<String, String> RENAMED = Map.of(
            "allowed-cn", "cert-allowed-cn",
            "allowed-hostname", "cert-allowed-hostname",
            "allowed-hostnames", "cert-allowed-hostname");

    static EtcdConfigFile read(Path file) throws IOException {
        if (Files.size(file) > BYTES_MAX) {
            throw CommandException.wrongUse(file + " is larger than 1 MiB, which no configuration of etcd's is.");
        }
        try {
            return of(file, Files.readAllBytes(file));
        } catch (MalformedYamlException e) {
            throw CommandException.wrongUse(file + " is no YAML: " + e.getMessage() + ".");
        }
    }

    static EtcdConfigFile of(Path file, byte[] text) throws MalformedYamlException {
        Object decoded = Yaml.decode(text);
        if (!(decoded instanceof Struct top)) {
            throw CommandException.wrongUse(file + " holds no map of flags.");
        }
        EtcdCommand command = new EtcdCommand();
        CommandLine line = new CommandLine(command);
        line.setDefaultValueProvider(_ -> null); // no variables
        List<String> arguments = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        top.forEach((key, value) -> {
            String prefix = SECTIONS.get(key);
            if (prefix == null) {
                add(line, file, key, key, value, arguments, warnings);
            } else if (value instanceof Struct section) {
                section.forEach((inner, of) ->
                        add(line, file, key + "." + inner, flag(prefix, inner), of, arguments, warnings));
            } else if (value != Null.NULL) {
                throw CommandException.wrongUse(file + ": " + key + " has to be a map.");
            }
        });
        try {
            var _ = line.parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            throw CommandException.wrongUse(file + ": " + e.getMessage() + ".");
        }
        if (command.configFile != null) {
            throw CommandException.wrongUse(file + " names another configuration file, which is not read.");
        }
        return new EtcdConfigFile(command, line.getCommandSpec(), List.copyOf(warnings));
    }

    private static String flag(String prefix, String key) {
        String name = RENAMED.getOrDefault(key, key);
        boolean ofClients = prefix.isEmpty() && (name.startsWith("cert-allowed") || name.equals("crl-file"));
        boolean automatic = name.equals("auto-tls");
        return automatic ? prefix + name : (ofClients ? "client-" : prefix) + name;
    }

    private static void add(
            CommandLine line,
            Path file,
            String key,
            String flag,
            Object value,
            List<String> arguments,
            List<String> warnings) {
        OptionSpec option = line.getCommandSpec().findOption("--" + flag);
        if (option == null) {
            warnings.add(file + ": " + key + " is of no flag, and is ignored");
        } else if (value != Null.NULL) {
            arguments.add("--" + flag + "=" + text(file, key, option, value));
        }
    }

    private static String text(Path file, String key, OptionSpec option, Object value) {
        return switch (value) {
            case Struct _ -> throw CommandException.wrongUse(file + ": " + key + " cannot be a map.");
            case List<?> list -> {
                List<String> texts = new ArrayList<>();
                list.forEach(each -> texts.add(String.valueOf(each)));
                yield String.join(",", texts);
            }
            // Go writes durations in files as nanoseconds.
            case Number nanos when option.type() == Duration.class -> nanos + "ns";
            default -> String.valueOf(value);
        };
    }
}
