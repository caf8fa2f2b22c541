package dev.carafe.cli.command;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Mixin;

/** Prints which methods of the vSphere API a server has. */
public final class MethodList {
    @Mixin
    Console console = new Console();

    @Mixin
    OutputOption output = new OutputOption();

    /** @param methods by owner and name, whether it is there */
    public void print(Map<String, Boolean> methods) {
        print(methods, Set.of());
    }

    /**
     * Prints them for a server that has others behind it.
     *
     * @param methods by owner and name, whether the server has it itself
     * @param passedOn those that it passes on, when it does not have them, to a server that has them
     */
    public void print(Map<String, Boolean> methods, Set<String> passedOn) {
        long there = methods.values().stream().filter(each -> each).count();
        long passed = passedOn.stream()
                .filter(name -> !methods.getOrDefault(name, false))
                .count();
        if (output.isJson()) {
            List<Object> all = new ArrayList<>();
            methods.forEach((name, implemented) -> {
                int dot = name.indexOf('.');
                all.add(Struct.builder()
                        .put("object", name.substring(0, dot))
                        .put("method", name.substring(dot + 1))
                        .put("implemented", implemented)
                        .put("passedOn", !implemented && passedOn.contains(name))
                        .build());
            });
            Output.printJson(
                    console.out(),
                    Struct.builder()
                            .put("methods", all)
                            .put("total", (long) methods.size())
                            .put("implemented", there)
                            .put("passedOn", passed)
                            .build());
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("METHOD", "IMPLEMENTED"));
        methods.forEach((name, implemented) ->
                rows.add(List.of(name, implemented ? "yes" : passedOn.contains(name) ? "passed on" : "no")));
        Output.printTable(console.out(), rows);
        console.out().println(there + " of " + methods.size() + (passed == 0 ? "" : ", " + passed + " passed on"));
    }
}
