package dev.carafe.cli.command;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;

/** Prints who may log in to a server of vSphere. */
public final class UserList {
    /** One who may. */
    public record Row(String name, String fullName, List<String> groups) {
        public Row {
            groups = List.copyOf(groups);
        }
    }

    @Mixin
    Console console = new Console();

    @Mixin
    OutputOption output = new OutputOption();

    /** Prints them in the order that they have. */
    public void print(List<Row> users) {
        if (output.isJson()) {
            List<Object> all = new ArrayList<>();
            for (Row user : users) {
                all.add(Struct.builder()
                        .put("name", user.name())
                        .put("fullName", user.fullName())
                        .put("groups", List.<Object>copyOf(user.groups()))
                        .build());
            }
            Output.printJson(console.out(), Struct.builder().put("users", all).build());
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "FULL NAME", "GROUPS"));
        users.forEach(user -> rows.add(List.of(user.name(), user.fullName(), String.join(",", user.groups()))));
        Output.printTable(console.out(), rows);
    }
}
