package dev.carafe.vsphere.vmomi.authorization;

import dev.carafe.vsphere.vim.vim25.AuthorizationRole;
import dev.carafe.vsphere.vim.vim25.Description;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A set of privileges with a name.
 *
 * @param id negative for those that every server has
 * @param label what people are shown
 */
public record Role(int id, String name, String label, String summary, Set<String> privileges) {
    /** May do everything. */
    public static final int ADMIN = -1;
    /** May see everything. */
    public static final int READ_ONLY = -2;
    /** May do nothing, which takes away what would count from above. */
    public static final int NO_ACCESS = -5;

    private static final Predicate<String> TRUSTED = startsWith("TrustedAdmin.", "Host.Tpm.");
    private static final Predicate<String> CRYPTO = startsWith(
            "Cryptographer.",
            "Global.Diagnostics",
            "Host.Inventory.AddHostToCluster",
            "Host.Inventory.AddStandaloneHost",
            "Host.Local.ManageUserGroups",
            "VirtualMachine.Interact.GuestControl");

    /** The roles that every server has, which nobody changes. */
    static final List<Role> SYSTEM = List.of(
            system(
                    -8,
                    "NoTrustedAdmin",
                    "No Trusted Infrastructure administrator",
                    "Full access without Trusted Infrastructure privileges",
                    TRUSTED.negate()),
            system(
                    -7,
                    "TrustedAdmin",
                    "Trusted Infrastructure administrator",
                    "Setup and monitoring of Trusted Infrastructure",
                    TRUSTED.or(Privileges.SYSTEM::contains)),
            system(
                    -6,
                    "NoCryptoAdmin",
                    "No cryptography administrator",
                    "Full access without Cryptographic operations and Trusted Infrastructure privileges",
                    TRUSTED.or(CRYPTO).negate()),
            system(NO_ACCESS, "NoAccess", "No access", "Used for restricting granted access", _ -> false),
            system(
                    -4,
                    "Anonymous",
                    "Anonymous",
                    "Not logged-in user (cannot be granted)",
                    Privileges.ANONYMOUS::equals),
            system(
                    -3,
                    "View",
                    "View",
                    "Visibility access (cannot be granted)",
                    Set.of(Privileges.ANONYMOUS, Privileges.VIEW)::contains),
            system(
                    READ_ONLY,
                    "ReadOnly",
                    "Read-only",
                    "See details of objects, but not make changes",
                    Privileges.SYSTEM::contains),
            system(ADMIN, "Admin", "Administrator", "Full access rights", _ -> true));

    public Role {
        privileges = Collections.unmodifiableSet(new TreeSet<>(privileges));
    }

    /** A role that somebody made: it lets its users see what they may do something to. */
    static Role made(int id, String name, Collection<String> privileges) {
        Set<String> all = new TreeSet<>(privileges);
        all.addAll(Privileges.SYSTEM);
        return new Role(id, name, name, name, all);
    }

    private static Role system(int id, String name, String label, String summary, Predicate<String> has) {
        return new Role(
                id,
                name,
                label,
                summary,
                Set.copyOf(Privileges.ALL.stream().filter(has).toList()));
    }

    private static Predicate<String> startsWith(String... beginnings) {
        return id -> Arrays.stream(beginnings).anyMatch(id::startsWith);
    }

    boolean isSystem() {
        return id < 0;
    }

    /** Whether it may be given to somebody. */
    boolean isGrantable() {
        return id != -3 && id != -4;
    }

    AuthorizationRole described() {
        return AuthorizationRole.builder()
                .roleId(id)
                .system(isSystem())
                .name(name)
                .info(Description.builder().label(label).summary(summary).build())
                .privilege(List.copyOf(privileges))
                .build();
    }
}
