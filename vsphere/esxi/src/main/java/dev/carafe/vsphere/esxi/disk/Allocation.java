package dev.carafe.vsphere.esxi.disk;

import dev.carafe.vsphere.esxi.command.Command;
import dev.carafe.vsphere.esxi.command.CommandFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much room files take, which Java does not tell: asked of {@code stat}, many files at once. */
final class Allocation {
    private static final int FILES_MAX = 200;

    private Allocation() {}

    static List<Long> bytes(List<Path> files) {
        Map<String, Long> found = new HashMap<>();
        for (int from = 0; from < files.size(); from += FILES_MAX) {
            List<String> command = new ArrayList<>(List.of("stat", "--printf", "%b %B %n\\0", "--"));
            files.subList(from, Math.min(files.size(), from + FILES_MAX)).forEach(file -> command.add(file.toString()));
            for (String line : output(command).split("\0", -1)) {
                String[] parts = line.split(" ", 3);
                if (parts.length == 3 && parts[0].matches("[0-9]{1,15}") && parts[1].matches("[0-9]{1,6}")) {
                    found.put(parts[2], Long.parseLong(parts[0]) * Long.parseLong(parts[1]));
                }
            }
        }
        return files.stream()
                .map(file -> found.getOrDefault(file.toString(), 0L))
                .toList();
    }

    private static String output(List<String> command) {
        try {
            return Command.run(command);
        } catch (CommandFailedException some) {
            return some.output(); // a file that is gone is a line of its own
        } catch (IOException failed) {
            throw new DiskException(DiskException.Kind.FAILED, "stat failed: " + failed.getMessage(), failed);
        }
    }
}
