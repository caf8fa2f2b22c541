package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code ETCD_} variables: each stands for the flag of its name, which must not be given as well. */
final class EtcdEnvironment implements IDefaultValueProvider {
    private static final String PREFIX = "ETCD_";

    private final Map<String, String> variables;

    /** Of this process; picocli calls it. */
    EtcdEnvironment() {
        this(System.getenv());
    }

    EtcdEnvironment(Map<String, String> variables) {
        this.variables = variables;
    }

    /** The variable of the flag {@code --data-dir} is {@code ETCD_DATA_DIR}. */
    static String variable(String flag) {
        return PREFIX + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** An empty variable is as none, as with etcd. */
    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || !option.longestName().startsWith("--")) {
            return null;
        }
        String value = variables.get(variable(option.longestName()));
        return value == null || value.isEmpty() ? null : value;
    }

    /** Refuses a flag that a variable gives as well: nobody can tell which was meant. */
    void refuseConflicts(CommandSpec given) {
        for (OptionSpec option : given.commandLine().getParseResult().matchedOptions()) {
            if (defaultValue(option) != null) {
                String flag = option.longestName();
                throw CommandException.wrongUse("the variable " + variable(flag) + " is shadowed by the flag " + flag
                        + "; unset the one or leave out the other.");
            }
        }
    }

    /** A warning for each variable that no flag has; values stay unsaid. */
    List<String> unknown(CommandSpec given) {
        Set<String> known = new HashSet<>();
        given.options()
                .forEach(
                        option -> known.add(variable("--" + option.longestName().replaceFirst("^-+", ""))));
        return new TreeMap<>(variables)
                .keySet().stream()
                        .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
                        .map(name -> "the environment variable " + name + " is of no flag, and is ignored")
                        .toList();
    }
}
