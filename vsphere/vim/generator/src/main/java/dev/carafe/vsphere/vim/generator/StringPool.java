package dev.carafe.vsphere.vim.generator;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The strings of a table, each once, called by number. */
final class StringPool {
    /** What stands for no string. */
    static final int NONE = 0xFFFF;

    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    int number(@Nullable String string) {
        if (string == null) {
            return NONE;
        }
        int number = numbers.computeIfAbsent(string, _ -> numbers.size());
        if (number >= NONE) {
            throw new IllegalArgumentException("a table holds " + NONE + " strings at most");
        }
        return number;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeShort(numbers.size());
        for (String string : numbers.keySet()) {
            out.writeUTF(string);
        }
    }
}
