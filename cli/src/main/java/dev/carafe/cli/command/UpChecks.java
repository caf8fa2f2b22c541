package dev.carafe.cli.command;

import dev.carafe.cli.data.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What must hold before a cloud is started; each check throws a {@link CommandException} that says what to do. */
final class UpChecks {

    private static final int PORT_MAX = 65_535;

    /** RFC 1123 subdomain, as upstream asks of a node's name. */
    private static final Pattern NODE_NAME =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private static final Pattern IPV4_RANGE =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)/(3[0-2]|[12]?\\d)");

    private UpChecks() {}

    static void areSound(Settings settings) {
        port("--secure-port", settings.securePort());
        port("--kubelet-port", settings.kubeletPort());
        port("--vcenter-port", settings.vsphere().vcenterPort());
        port("--esxi-port", settings.vsphere().esxiPort());
        range("--cluster-cidr", settings.clusterCidr(), 24);
        range("--service-cidr", settings.serviceCidr(), 27);
        if (overlap(settings.clusterCidr(), settings.serviceCidr())) {
            throw CommandException.wrongUse("--cluster-cidr " + settings.clusterCidr() + " and --service-cidr "
                    + settings.serviceCidr() + " overlap; choose two ranges that do not.");
        }
        if (!NODE_NAME.matcher(settings.nodeName()).matches()) {
            throw CommandException.wrongUse(
                    "'" + settings.nodeName() + "' cannot be a node's name, which consists of lower "
                            + "case letters, digits, '-' and '.'; choose another with --node-name.");
        }
        try {
            InetAddress.ofLiteral(settings.bind());
        } catch (IllegalArgumentException e) {
            throw CommandException.wrongUse(
                    "--bind takes an address such as 127.0.0.1, not '" + settings.bind() + "'.");
        }
    }

    static void keepsWhatCannotChange(Settings before, Settings now) {
        same("--cluster-cidr", before.clusterCidr(), now.clusterCidr());
        same("--service-cidr", before.serviceCidr(), now.serviceCidr());
        same("--node-name", before.nodeName(), now.nodeName());
        if (before.vsphere().wanted()) { // its vCenter knows the hosts by their addresses
            same("--hosts", hosts(before), hosts(now));
            same(
                    "--esxi-port",
                    Integer.toString(before.vsphere().esxiPort()),
                    Integer.toString(now.vsphere().esxiPort()));
        }
    }

    private static String hosts(Settings settings) {
        int hosts = settings.vsphere().hosts();
        return hosts == 0 ? "left out" : Integer.toString(hosts);
    }

    /** The ports can be opened, as far as a look beforehand tells. */
    static void portsAreFree(Settings settings) {
        isFree("--secure-port", settings.bind(), settings.securePort());
        if (!settings.simulatedNode()) {
            isFree("--kubelet-port", "0.0.0.0", settings.kubeletPort());
        }
        if (settings.vsphere().wanted()) {
            isFree("--vcenter-port", settings.bind(), settings.vsphere().vcenterPort());
            if (settings.vsphere().hosts() == 0) {
                isFree("--esxi-port", settings.bind(), settings.vsphere().esxiPort());
            }
        }
    }

    private static void isFree(String option, String address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        } catch (IOException e) {
            throw new CommandException(
                    "port " + port + " of " + address + " cannot be opened (" + CommandException.reason(e)
                            + "); end what uses it, or choose another with " + option + ".",
                    e);
        }
    }

    private static void port(String option, int port) {
        if (port < 1 || port > PORT_MAX) {
            throw CommandException.wrongUse(option + " takes a number from 1 to 65535, not " + port + ".");
        }
    }

    private static void range(String option, String range, int longestPrefix) {
        if (!IPV4_RANGE.matcher(range).matches() || prefix(range) > longestPrefix || prefix(range) < 8) {
            throw CommandException.wrongUse(option + " takes an IPv4 range with a prefix of 8 to " + longestPrefix
                    + " bits, such as 10.244.0.0/16, not '" + range + "'.");
        }
    }

    private static void same(String option, String before, String now) {
        if (!before.equals(now)) {
            throw CommandException.wrongUse(option + " was " + before
                    + " when this cloud was made and cannot change; leave the option out, or make the cloud anew after "
                    + "'carafe reset'.");
        }
    }

    static boolean overlap(String first, String second) {
        int bits = Math.min(prefix(first), prefix(second));
        long mask = bits == 0 ? 0 : -1L << (32 - bits);
        return (number(first) & mask) == (number(second) & mask);
    }

    private static int prefix(String range) {
        return Integer.parseInt(range.substring(range.indexOf('/') + 1));
    }

    private static long number(String range) {
        String[] parts = range.substring(0, range.indexOf('/')).split("\\.", -1);
        return IntStream.range(0, 4)
                .mapToLong(i -> Long.parseLong(parts[i]) << (24 - 8 * i))
                .sum();
    }
}
