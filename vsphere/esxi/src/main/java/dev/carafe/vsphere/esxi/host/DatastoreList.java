package dev.carafe.vsphere.esxi.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file in the state folder that says which folders are datastores: a line each, {@code NAME=FOLDER}, a tab and the datastore's UUID,
 * which was not always there. A datastore's name may hold an equals sign, a folder's path begins with a slash: the name ends at the
 * first {@code =/}.
 */
record DatastoreList(Path file) {
    private static final Pattern LINE = Pattern.compile("(.+?)=(/.*?)(?:\t([0-9a-f-]{36}))?");

    /**
     * One of the last run.
     *
     * @param uuid null in a file of a version that did not write it
     */
    record Known(Path folder, @Nullable String uuid) {}

    /** Those of the last run; empty at first. */
    Map<String, Known> read() throws IOException {
        Map<String, Known> all = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return all;
        }
        for (String line : Files.readAllLines(file, UTF_8)) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new IOException(file + " has a line that is not of the form NAME=FOLDER: " + line);
            }
            all.put(parts.group(1), new Known(Path.of(parts.group(2)), parts.group(3)));
        }
        return all;
    }

    void write(List<DatastoreState> datastores) throws IOException {
        StringBuilder text = new StringBuilder();
        datastores.forEach(state -> text.append(state.name())
                .append('=')
                .append(state.datastore().root())
                .append('\t')
                .append(state.uuid())
                .append('\n'));
        StateFolder.writeSecret(file, text.toString());
    }
}
