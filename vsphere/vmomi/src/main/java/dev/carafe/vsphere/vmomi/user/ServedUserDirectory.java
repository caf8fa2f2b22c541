package dev.carafe.vsphere.vmomi.user;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.UserDirectory;
import dev.carafe.vsphere.vim.vim25.UserDirectoryProperties;
import dev.carafe.vsphere.vim.vim25.UserSearchResult;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds a server's users and groups.
 *
 * @param domains what the names of users end with, in small letters; none on a host, whose users have no domain
 * @param groups that exist whether somebody is in them or not
 */
public record ServedUserDirectory(
        ManagedObjectReference<UserDirectory> reference, Users users, List<String> domains, Set<String> groups)
        implements UserDirectory, ServedObject {
    public ServedUserDirectory {
        domains = List.copyOf(domains);
        groups = Set.copyOf(groups);
    }

    /** Puts the directory among the server's objects. */
    public void open(ObjectRegistry registry) {
        registry.change(changes -> changes.add(
                this, UserDirectoryProperties.builder().domainList(domains).build()));
    }

    @Override
    public List<UserSearchResult> retrieveUserGroups(
            @Nullable String domain,
            String searchStr,
            @Nullable String belongsToGroup,
            @Nullable String belongsToUser,
            boolean exactMatch,
            boolean findUsers,
            boolean findGroups) {
        String ending = domain == null || domain.isEmpty() ? "" : "@" + small(domain);
        if (!ending.isEmpty() && !domains.contains(ending.substring(1))) {
            throw NotFound.builder().build().exception("There is no domain '" + domain + "'.");
        }
        users.refresh();
        Predicate<String> meant = exactMatch ? name -> isNamed(name, searchStr) : containing(searchStr);
        Stream<UserSearchResult> foundUsers = users.all().stream()
                .filter(_ -> findUsers && belongsToUser == null)
                .filter(user -> belongsToGroup == null || isIn(user, belongsToGroup))
                .filter(user -> meant.test(user.name()) && small(user.name()).endsWith(ending))
                .map(user -> result(user.name(), user.fullName(), false));
        Stream<UserSearchResult> foundGroups = groupsOf(belongsToUser)
                .filter(_ -> findGroups && belongsToGroup == null)
                .filter(meant)
                .map(group -> result(group, group, true));
        return Stream.concat(foundUsers, foundGroups).toList();
    }

    private static UserSearchResult result(String principal, String fullName, boolean group) {
        return UserSearchResult.builder()
                .principal(principal)
                .fullName(fullName)
                .group(group)
                .build();
    }

    /** A user may be meant without his domain. */
    private static boolean isNamed(String name, String asked) {
        String canonical = Users.canonical(name);
        String meant = Users.canonical(asked);
        return canonical.equals(meant) || canonical.startsWith(meant + "@");
    }

    private static Predicate<String> containing(String part) {
        return name -> small(name).contains(small(part));
    }

    private static boolean isIn(User user, String group) {
        return user.groups().stream().anyMatch(group::equalsIgnoreCase);
    }

    private Stream<String> groupsOf(@Nullable String user) {
        Stream<String> ofUsers = users.all().stream()
                .filter(each -> user == null || isNamed(each.name(), user))
                .map(User::groups)
                .flatMap(List::stream);
        return Stream.concat(user == null ? groups.stream() : Stream.empty(), ofUsers)
                .distinct()
                .sorted();
    }

    private static String small(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
