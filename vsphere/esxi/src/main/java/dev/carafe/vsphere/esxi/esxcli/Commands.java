package dev.carafe.vsphere.esxi.esxcli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All the commands. */
final class Commands {
    /** In the order of their namespaces. */
    static final List<Command> ALL = Stream.of(
                    HardwareCommands.all(), MachineCommands.all(), NetworkCommands.all(), SystemCommands.all())
            .flatMap(List::stream)
            .sorted(Comparator.comparing(Command::method))
            .toList();

    private Commands() {}

    static List<String> namespaces() {
        return ALL.stream().map(Command::namespace).distinct().toList();
    }

    static List<Command> in(String namespace) {
        return ALL.stream()
                .filter(command -> command.namespace().equals(namespace))
                .toList();
    }

    /** @param method as a call writes it, such as {@code vim.EsxCLI.vm.process.list} */
    static Optional<Command> find(String handler, String method) {
        return ALL.stream()
                .filter(command -> command.method().equals(method)
                        && Command.handler(command.namespace()).equals(handler))
                .findFirst();
    }
}
