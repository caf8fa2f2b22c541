package dev.carafe.vsphere.esxi.esxcli;

import java.util.List;
import java.util.Map;

/**
 * A command.
 *
 * @param namespace what it is in, such as {@code vm.process}
 * @param name such as {@code list}
 */
record Command(String namespace, String name, String help, List<Parameter> parameters, Shape shape, Body body) {
    /** Runs it. */
    @FunctionalInterface
    interface Body {
        /**
         * @param arguments by the parameters' names; those that nobody said are missing
         * @return rows of values in the order of the shape's columns; of a text one row with one value
         * @throws CommandException when there is no answer
         */
        List<List<Object>> run(HostView host, Map<String, String> arguments);
    }

    Command(String namespace, String name, String help, Shape shape, Body body) {
        this(namespace, name, help, List.of(), shape, body);
    }

    /** The type of what has the commands of a namespace. */
    static String type(String namespace) {
        return "vim.EsxCLI." + namespace;
    }

    /** The object that has the commands of a namespace. */
    static String handler(String namespace) {
        return "ha-cli-handler-" + namespace.replace('.', '-');
    }

    /** As calls write it. */
    String method() {
        return type(namespace) + "." + name;
    }

    /** The name of a row's type on the wire. */
    String wsdlName() {
        return shape.isText() ? "xsd:" + shape.type() : "VimEsxCLI" + namespace.replace(".", "") + name + shape.type();
    }
}
