package dev.carafe.bench;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * An option's value of the form {@code SERVER[/PROCESS]=VALUE}.
 *
 * @param process the server's name again where none was given
 */
record Assignment(String server, String process, String value) {
    /**
     * Reads all values of an option.
     *
     * @throws ParameterException when one is malformed
     */
    static List<Assignment> parse(CommandLine line, String option, List<String> texts) {
        try {
            return texts.stream().map(text -> parse(option, text)).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, e.getMessage(), e);
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when there is no equals sign, or a part is empty
     */
    static Assignment parse(String option, String text) {
        int equals = text.indexOf('=');
        String left = equals < 0 ? "" : text.substring(0, equals);
        String value = text.substring(equals + 1);
        int slash = left.indexOf('/');
        String server = slash < 0 ? left : left.substring(0, slash);
        String process = left.substring(slash + 1);
        if (server.isEmpty() || process.isEmpty() || value.isEmpty()) {
            throw new IllegalArgumentException(option + " takes SERVER=VALUE or SERVER/PROCESS=VALUE, not " + text);
        }
        return new Assignment(server, process, value);
    }
}
