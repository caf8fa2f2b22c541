package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.UserDirectory;
import dev.carafe.vsphere.vim.vim25.UserSearchResult;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.user.User;
import dev.carafe.vsphere.vmomi.user.Users;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the host's users and groups. */
record ServedUserDirectory(ManagedObjectReference<UserDirectory> reference, Users users)
        implements UserDirectory, ServedObject {
    @Override
    public List<UserSearchResult> retrieveUserGroups(
            @Nullable String domain,
            String searchStr,
            @Nullable String belongsToGroup,
            @Nullable String belongsToUser,
            boolean exactMatch,
            boolean findUsers,
            boolean findGroups) {
        Predicate<String> meant = exactMatch
                ? searchStr::equals
                : name -> name.toLowerCase(Locale.ROOT).contains(searchStr.toLowerCase(Locale.ROOT));
        Stream<UserSearchResult> foundUsers = users.all().stream()
                .filter(_ -> findUsers && belongsToUser == null)
                .filter(user -> belongsToGroup == null || user.groups().contains(belongsToGroup))
                .filter(user -> meant.test(user.name()))
                .map(user -> UserSearchResult.builder()
                        .principal(user.name())
                        .fullName(user.fullName())
                        .group(false)
                        .build());
        Stream<UserSearchResult> foundGroups = groups(belongsToUser)
                .filter(_ -> findGroups && belongsToGroup == null)
                .filter(meant)
                .map(group -> UserSearchResult.builder()
                        .principal(group)
                        .fullName(group)
                        .group(true)
                        .build());
        return Stream.concat(foundUsers, foundGroups).toList();
    }

    private Stream<String> groups(@Nullable String ofUser) {
        Stream<String> ofUsers = users.all().stream()
                .filter(user -> ofUser == null || user.name().equals(ofUser))
                .map(User::groups)
                .flatMap(List::stream);
        return Stream.concat(ofUser == null ? Stream.of(HostAccounts.ADMINISTRATORS) : Stream.empty(), ofUsers)
                .distinct()
                .sorted();
    }
}
