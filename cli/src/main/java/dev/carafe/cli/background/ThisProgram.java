package dev.carafe.cli.background;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How this program is run once more. Stateless. */
public final class ThisProgram {
    private ThisProgram() {}

    /** The command that runs this program with the flags that the launcher chose for servers; arguments follow. */
    public static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : System.getProperty("carafe.server.flags", "").split(" ", -1)) {
            if (!flag.isEmpty()) {
                command.add(flag);
            }
        }
        String cache = System.getProperty("carafe.server.cache", "");
        if (!cache.isEmpty() && Files.exists(Path.of(cache))) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.carafe.cli.Main"));
        return command;
    }

    /** The same for a process that does not live long enough for code that is compiled well, with its arguments. */
    public static List<String> briefly(String... arguments) {
        List<String> command = command();
        command.add(1, "-XX:TieredStopAtLevel=1");
        command.addAll(List.of(arguments));
        return command;
    }
}
