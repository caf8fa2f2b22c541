package dev.carafe.vsphere.vmomi.authorization;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vmomi.store.WholeFile;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Roles and permissions in a file of lines; names are written as in a URL.
 *
 * <pre>{@code
 * role ID NAME PRIVILEGE,PRIVILEGE
 * permission TYPE ID user|group PRINCIPAL ROLE self|all
 * }</pre>
 */
public final class FileAuthorizationStore implements AuthorizationStore {
    private final WholeFile file;

    /** Its folder must be there. */
    public FileAuthorizationStore(Path path) {
        file = new WholeFile(path);
    }

    @Override
    public Optional<AuthorizationState> load() throws IOException {
        Optional<byte[]> bytes = file.read();
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        List<Role> roles = new ArrayList<>();
        List<Grant> grants = new ArrayList<>();
        for (String line : new String(bytes.get(), UTF_8).lines().toList()) {
            String[] parts = line.split(" ", -1);
            try {
                if (parts[0].equals("role") && parts.length == 4) {
                    roles.add(Role.made(Integer.parseInt(parts[1]), decoded(parts[2]), List.of(parts[3].split(","))));
                } else if (parts[0].equals("permission") && parts.length == 7) {
                    grants.add(grant(parts));
                } else {
                    throw new IllegalArgumentException("it begins with neither role nor permission, or is cut");
                }
            } catch (IllegalArgumentException e) {
                throw new IOException("a line of " + file.path() + " is not understood: " + e.getMessage(), e);
            }
        }
        return Optional.of(new AuthorizationState(roles, grants));
    }

    private static Grant grant(String... parts) {
        return new Grant(
                new ManagedObjectReference<ManagedEntity>(parts[1], decoded(parts[2])),
                decoded(parts[4]),
                parts[3].equals("group"),
                Integer.parseInt(parts[5]),
                parts[6].equals("all"));
    }

    @Override
    public void save(AuthorizationState state) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Role role : state.made()) {
            line(text, "role", Integer.toString(role.id()), encoded(role.name()), String.join(",", role.privileges()));
        }
        for (Grant grant : state.grants()) {
            line(
                    text,
                    "permission",
                    grant.entity().type(),
                    encoded(grant.entity().value()),
                    grant.group() ? "group" : "user",
                    encoded(grant.principal()),
                    Integer.toString(grant.roleId()),
                    grant.propagate() ? "all" : "self");
        }
        file.write(text.toString().getBytes(UTF_8));
    }

    private static void line(StringBuilder text, String... parts) {
        text.append(String.join(" ", parts)).append('\n');
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, UTF_8);
    }

    private static String decoded(String name) {
        return URLDecoder.decode(name, UTF_8);
    }
}
