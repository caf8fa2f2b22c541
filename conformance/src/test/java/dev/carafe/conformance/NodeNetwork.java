package dev.carafe.conformance;

import java.util.ArrayDeque;
import java.util.Deque;

/** A bridge of the test's own, on which this machine is one neighbour and each {@link NodeMachine} another. */
final class NodeNetwork implements AutoCloseable {
    private static final String PREFIX = "10.215.77.";

    private final String bridge;
    private final Deque<String> namespaces = new ArrayDeque<>();
    /** Ends of lines on this machine. */
    private final Deque<String> lines = new ArrayDeque<>();

    private NodeNetwork(String bridge) {
        this.bridge = bridge;
    }

    static NodeNetwork create() {
        NodeNetwork network = new NodeNetwork("cfb" + ProcessHandle.current().pid() % 1_000_000);
        ip("link", "add", network.bridge, "type", "bridge");
        ip("addr", "add", network.address() + "/24", "dev", network.bridge);
        ip("link", "set", network.bridge, "up");
        return network;
    }

    /** This machine's address on it. */
    String address() {
        return PREFIX + "1";
    }

    /** The address of a neighbour. */
    String address(int number) {
        return PREFIX + (number + 1);
    }

    /** Makes a network namespace with the address of a neighbour; its name. */
    String addNamespace(int number) {
        String namespace = bridge + "-" + number;
        String outer = bridge + "v" + number;
        ip("netns", "add", namespace);
        namespaces.push(namespace);
        ip("link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", namespace);
        lines.push(outer);
        ip("link", "set", outer, "master", bridge, "up");
        ip("-n", namespace, "link", "set", "lo", "up");
        ip("-n", namespace, "addr", "add", address(number) + "/24", "dev", "eth0");
        ip("-n", namespace, "link", "set", "eth0", "up");
        ip("-n", namespace, "route", "add", "default", "via", address());
        return namespace;
    }

    @Override
    public void close() {
        while (!lines.isEmpty()) { // they would stay for as long as the kernel keeps a namespace without a name
            ip("link", "delete", lines.pop());
        }
        while (!namespaces.isEmpty()) {
            ip("netns", "delete", namespaces.pop());
        }
        ip("link", "delete", bridge);
    }

    private static void ip(String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "ip";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Command.run(command).orFail();
    }
}
