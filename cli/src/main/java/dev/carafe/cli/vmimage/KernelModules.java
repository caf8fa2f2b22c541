package dev.carafe.cli.vmimage;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/**
 * A kernel's modules and what each needs, as depmod wrote it (modules.dep(5)).
 *
 * @param files each module's file, by its name with underscores
 * @param needs the files that a module's file needs, by the file
 */
record KernelModules(Map<String, String> files, Map<String, List<String>> needs) {

    static KernelModules parse(List<String> lines) {
        Map<String, String> files = new HashMap<>();
        Map<String, List<String>> needs = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String file = line.substring(0, colon);
                files.put(name(file), file);
                String rest = line.substring(colon + 1).strip();
                needs.put(file, rest.isEmpty() ? List.of() : List.of(rest.split(" +", -1)));
            }
        }
        return new KernelModules(files, needs);
    }

    /** The files of the modules {@code names} and of all that they need; names that are no modules are passed over. */
    SequencedSet<String> closure(Collection<String> names) {
        SequencedSet<String> taken = new LinkedHashSet<>();
        ArrayDeque<String> open = new ArrayDeque<>();
        for (String name : names) {
            String file = files.get(name.replace('-', '_'));
            if (file != null) {
                open.add(file);
            }
        }
        while (!open.isEmpty()) {
            String file = open.remove();
            if (taken.add(file)) {
                open.addAll(needs.getOrDefault(file, List.of()));
            }
        }
        return taken;
    }

    private static String name(String file) {
        String last = file.substring(file.lastIndexOf('/') + 1);
        int dot = last.indexOf('.');
        return (dot < 0 ? last : last.substring(0, dot)).replace('-', '_');
    }
}
