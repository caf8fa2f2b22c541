package dev.carafe.vsphere.esxi.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The file in the state folder that says which folders are datastores: a line each, {@code NAME=FOLDER}. A datastore's name
 * may hold an equals sign, a folder's path begins with a slash: the name ends at the first {@code =/}.
 */
record DatastoreList(Path file) {
    /** Those of the last run; empty at first. */
    Map<String, Path> read() throws IOException {
        Map<String, Path> all = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return all;
        }
        for (String line : Files.readAllLines(file, UTF_8)) {
            int end = line.indexOf("=/");
            if (end <= 0) {
                throw new IOException(file + " has a line that is not of the form NAME=FOLDER: " + line);
            }
            all.put(line.substring(0, end), Path.of(line.substring(end + 1)));
        }
        return all;
    }

    void write(List<DatastoreState> datastores) throws IOException {
        StringBuilder text = new StringBuilder();
        datastores.forEach(state -> text.append(state.name())
                .append('=')
                .append(state.datastore().root())
                .append('\n'));
        StateFolder.writeSecret(file, text.toString());
    }
}
