package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The flags of etcd 3.7 that this member has no use for. What etcd does anyway may always be said; another value is
 * ignored with a warning where nothing that a client can tell depends on it, and refused otherwise.
 */
final class OtherFlags implements IModelTransformer {
    /**
     * A flag.
     *
     * @param usual etcd's default
     * @param refused whether another value is refused
     * @param why what the member does instead, and what to do
     */
    private record Flag(String name, String usual, boolean refused, String why) {}

    private static final List<Flag> FLAGS = List.of(
            ignored(
                    "snapshot-count",
                    "10000",
                    "a snapshot is made when as much log has been written as the store is large"),
            ignored("initial-election-tick-advance", "true", "a member waits a whole election\'s timeout for a leader"),
            ignored("max-snapshots", "5", "as many snapshots are kept as are needed"),
            ignored("max-wals", "5", "as much of the log is kept as is needed"),
            refused(
                    "memory-mlock",
                    "false",
                    "the store is no single file in memory; forbid swapping for the process instead"),
            ignored("backend-bbolt-freelist-type", "map", "there is no bbolt file"),
            ignored("backend-batch-interval", "", "there is no bbolt file"),
            ignored("backend-batch-limit", "0", "there is no bbolt file"),
            ignored("socket-reuse-address", "false", "addresses in TIME_WAIT are always bound again"),
            refused(
                    "discovery",
                    "",
                    "etcd has no discovery by HTTP any more; take --discovery-endpoints, --discovery-srv or --initial-cluster"),
            ignored("discovery-dial-timeout", "2s", "--discovery-request-timeout counts the dialling too"),
            ignored("discovery-keepalive-time", "2s", "the discovery service is asked until all members are known"),
            ignored("discovery-keepalive-timeout", "6s", "the discovery service is asked until all members are known"),
            refused("discovery-fallback", "exit", "there is no proxy to become; leave it out"),
            ignored("discovery-proxy", "", "etcd has no discovery by HTTP any more"),
            ignored("v2-deprecation", "write-only", "there is no v2 store"),
            ignored("client-cert-file", "", "the server is no client of itself"),
            ignored("client-key-file", "", "the server is no client of itself"),
            ignored(
                    "peer-skip-client-san-verification",
                    "false",
                    "addresses in a caller's certificate are not looked at"),
            refused(
                    "enable-pprof",
                    "false",
                    "there are no pages of Go's profiler; use a flight recording (jcmd PID JFR.start)"),
            ignored("metrics", "basic", "the same metrics are told at both levels"),
            ignored("logger", "zap", "there is one logger"),
            ignored("compaction-batch-limit", "1000", "compacted history is freed in steps of its own size"),
            ignored("compaction-sleep-interval", "10ms", "compacted history is freed in steps of its own size"),
            ignored("bootstrap-defrag-threshold-megabytes", "0", "there is no file to defragment at the start"),
            ignored("downgrade-check-time", "5s", "a downgrade is looked at when it is asked for"),
            ignored("snapshot-catchup-entries", "5000", "entries are kept for members that lag by their size"));

    private static Flag refused(String name, String usual, String why) {
        return new Flag("--" + name, usual, true, why);
    }

    private static Flag ignored(String name, String usual, String why) {
        return new Flag("--" + name, usual, false, why);
    }

    /** Lets the command take them, without a word in its help. */
    @Override
    public CommandSpec transform(CommandSpec command) {
        for (Flag flag : FLAGS) {
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
    static List<String> check(CommandSpec parsed) {
        List<String> warnings = new ArrayList<>();
        for (Flag flag : FLAGS) {
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
