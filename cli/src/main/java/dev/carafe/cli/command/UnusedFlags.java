package dev.carafe.cli.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The flags of a namesake that a command has no use for. What the namesake does anyway may always be said; another value is
 * ignored with a warning where nothing that a client can tell depends on it, and refused otherwise.
 */
public abstract class UnusedFlags implements IModelTransformer {
    /**
     * A flag.
     *
     * @param usual the namesake's default
     * @param refused whether another value is refused
     * @param why what is done instead, and what to do
     */
    protected record Flag(String name, String usual, boolean refused, String why) {}

    private final List<Flag> flags;

    protected UnusedFlags(List<Flag> flags) {
        this.flags = List.copyOf(flags);
    }

    /** A flag of which another value than the usual one cannot be had, and matters. */
    protected static Flag refused(String name, String usual, String why) {
        return new Flag("--" + name, usual, true, why);
    }

    /** A flag of which another value than the usual one makes no difference. */
    protected static Flag ignored(String name, String usual, String why) {
        return new Flag("--" + name, usual, false, why);
    }

    /** Lets the command take them, without a word in its help. */
    @Override
    public CommandSpec transform(CommandSpec command) {
        for (Flag flag : flags) {
            boolean isSwitch = flag.usual.equals("true") || flag.usual.equals("false");
            OptionSpec.Builder option =
                    OptionSpec.builder(flag.name).type(String.class).hidden(true);
            command.addOption(
                    isSwitch
                            ? option.arity("0..1").fallbackValue("true").build()
                            : option.arity("1").build());
        }
        return command;
    }

    /**
     * Refuses what has to be, and tells a warning for all else that is ignored.
     *
     * @param parsed after the command line was read
     */
    public List<String> check(CommandSpec parsed) {
        List<String> warnings = new ArrayList<>();
        for (Flag flag : flags) {
            OptionSpec option = parsed.findOption(flag.name);
            String value = option == null ? null : option.getValue();
            if (value == null || value.equals(flag.usual) || value.isEmpty()) {
                continue;
            }
            if (flag.refused) {
                throw CommandException.wrongUse(flag.name + " is not supported: " + flag.why + ".");
            }
            warnings.add(flag.name + " has no effect: " + flag.why);
        }
        return warnings;
    }
}
