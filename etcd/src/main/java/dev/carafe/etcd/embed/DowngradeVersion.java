package dev.carafe.etcd.embed;

import dev.carafe.etcd.DowngradeResponse;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.state.StateMachine;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version that a downgrade goes to: only the minor version before the cluster's own (etcd {@code version/downgrade.go}). */
final class DowngradeVersion {
    private static final Pattern VERSION =
            Pattern.compile("(\\d{1,9})\\.(\\d{1,9})(\\.\\d{1,9}(-[0-9A-Za-z.-]{1,64})?)?");

    private DowngradeVersion() {}

    /** The version without its patch. */
    static String parse(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            throw EtcdError.WRONG_DOWNGRADE_VERSION_FORMAT.exception();
        }
        return Integer.parseInt(matcher.group(1)) + "." + Integer.parseInt(matcher.group(2)) + ".0";
    }

    /** Throws unless the cluster may be downgraded to the version. */
    static DowngradeResponse validated(long revision, String version, StateMachine machine) {
        String target = parse(version);
        Matcher own = VERSION.matcher(StateMachine.CLUSTER_VERSION);
        if (!own.matches() || !target.equals(own.group(1) + "." + (Integer.parseInt(own.group(2)) - 1) + ".0")) {
            throw EtcdError.INVALID_DOWNGRADE_TARGET_VERSION.exception();
        }
        if (!machine.control().downgradeTarget().isEmpty()) {
            throw EtcdError.DOWNGRADE_IN_PROCESS.exception();
        }
        return new DowngradeResponse(revision, StateMachine.CLUSTER_VERSION);
    }
}
