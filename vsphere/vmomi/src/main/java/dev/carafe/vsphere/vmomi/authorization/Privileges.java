package dev.carafe.vsphere.vmomi.authorization;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.vim.vim25.AuthorizationDescription;
import dev.carafe.vsphere.vim.vim25.AuthorizationPrivilege;
import dev.carafe.vsphere.vim.vim25.ElementDescription;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The privileges that there are. */
final class Privileges {
    static final String ANONYMOUS = "System.Anonymous";
    static final String VIEW = "System.View";
    static final String READ = "System.Read";
    /** What every role has that lets its users see anything at all. */
    static final Set<String> SYSTEM = Collections.unmodifiableSet(new LinkedHashSet<>(List.of(ANONYMOUS, READ, VIEW)));

    /** All of them, in alphabetical order. */
    static final Set<String> ALL = load();

    private Privileges() {}

    static List<AuthorizationPrivilege> list() {
        return ALL.stream()
                .map(id -> AuthorizationPrivilege.builder()
                        .privId(id)
                        .onParent(isOnParent(id))
                        .name(id.substring(id.lastIndexOf('.') + 1))
                        .privGroupName(group(id))
                        .build())
                .toList();
    }

    static AuthorizationDescription description() {
        Set<String> groups = ALL.stream().map(Privileges::group).collect(Collectors.toCollection(TreeSet::new));
        return AuthorizationDescription.builder()
                .privilege(ALL.stream().map(Privileges::element).toList())
                .privilegeGroup(groups.stream().map(Privileges::element).toList())
                .build();
    }

    private static ElementDescription element(String id) {
        String label = id.substring(id.lastIndexOf('.') + 1);
        return ElementDescription.builder().key(id).label(label).summary(label).build();
    }

    private static String group(String id) {
        return id.substring(0, id.lastIndexOf('.'));
    }

    /** What makes or removes an entity is asked for on the folder that it is in. */
    private static boolean isOnParent(String id) {
        return id.endsWith(".Create") || id.endsWith(".Delete");
    }

    private static Set<String> load() {
        try (InputStream in = Objects.requireNonNull(Privileges.class.getResourceAsStream("privileges.txt"))) {
            Set<String> all = new LinkedHashSet<>();
            new String(in.readAllBytes(), UTF_8).lines().forEach(all::add);
            return Collections.unmodifiableSet(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
