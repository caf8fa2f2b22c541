package dev.carafe.vsphere.esxi.esxcli;

import java.util.List;

/**
 * What a command answers with.
 *
 * @param type the name of a row's type, such as {@code VirtualMachine}; of one value its type of XML Schema
 * @param many whether there can be several rows
 * @param columns what a row has, as it is shown, such as {@code World ID}; one that has several values ends in {@code []}; none for
 *     a value
 */
record Shape(String type, boolean many, List<String> columns) {
    static Shape text(String type) {
        return new Shape(type, false, List.of());
    }

    static Shape row(String type, String... columns) {
        return new Shape(type, false, List.of(columns));
    }

    static Shape rows(String type, String... columns) {
        return new Shape(type, true, List.of(columns));
    }

    boolean isText() {
        return columns.isEmpty();
    }

    static boolean hasSeveral(String column) {
        return column.endsWith("[]");
    }

    static String title(String column) {
        return column.replace("[]", "");
    }

    /** The element of a column: {@code WorldID} of {@code World ID}. */
    static String element(String column) {
        return title(column).replace(" ", "");
    }

    /** How it is best shown: {@code table} or {@code simple}. */
    String formatter() {
        return many ? "table" : "simple";
    }
}
