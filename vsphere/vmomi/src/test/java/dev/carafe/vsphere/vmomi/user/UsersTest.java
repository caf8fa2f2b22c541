package dev.carafe.vsphere.vmomi.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsersTest {
    private static final int FEW = 10;

    @TempDir
    Path folder;

    private Instant now = Instant.EPOCH;
    private Path file = Path.of("unset");

    @BeforeEach
    void nameFile() {
        file = folder.resolve("users");
    }

    private Users users() throws IOException {
        return Users.open(new FileUserStore(file), () -> now, FEW);
    }

    @Test
    void whoHasThePasswordIsLetInAlsoAfterARestart() throws Exception {
        Users users = users();
        assertThat(users.add("Ann", "Ann Example", "s:cret\n", List.of("Administrators")))
                .isTrue();
        assertThat(users.add("ann", "", "other", List.of())).isFalse();
        for (Users at : List.of(users, users())) {
            assertThat(at.authenticate("ann", "s:cret\n", "192.0.2.1")).hasValueSatisfying(user -> {
                assertThat(user.name()).isEqualTo("Ann");
                assertThat(user.fullName()).isEqualTo("Ann Example");
                assertThat(user.groups()).containsExactly("Administrators");
            });
            assertThat(at.authenticate("ann", "s:cret\n", "192.0.2.1")).isPresent();
            assertThat(at.authenticate("ann", "other", "192.0.2.1")).isEmpty();
            assertThat(at.authenticate("bob", "s:cret\n", "192.0.2.1")).isEmpty();
            assertThat(at.authenticate("bob", "", "192.0.2.1")).isEmpty();
        }
    }

    @Test
    void theFileIsItsOwnersAloneAndHasNoPassword() throws Exception {
        users().add("ann", "", "secret", List.of());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).startsWith("ann:$pbkdf2-sha512$").doesNotContain("secret");
    }

    @Test
    void whoGuessesTooOftenWaits() throws Exception {
        Users users = users();
        users.add("ann", "", "secret", List.of());
        for (int i = 0; i < 5; i++) {
            assertThat(users.authenticate("ann", "guess", "192.0.2.1")).isEmpty();
        }
        assertThat(users.authenticate("ann", "secret", "192.0.2.1")).isEmpty();
        now = now.plus(Duration.ofMinutes(15));
        assertThat(users.authenticate("ann", "secret", "192.0.2.1")).isPresent();
    }

    @Test
    void aNewPasswordTakesThePlaceOfTheOldAndOpensALock() throws Exception {
        Users users = users();
        users.add("ann", "", "old", List.of());
        assertThat(users.authenticate("ann", "old", "192.0.2.1")).isPresent();
        for (int i = 0; i < 5; i++) {
            users.authenticate("ann", "guess", "192.0.2.1");
        }
        assertThat(users.setPassword("ann", "new")).isTrue();
        assertThat(users.authenticate("ann", "new", "192.0.2.1")).isPresent();
        assertThat(users.authenticate("ann", "old", "192.0.2.1")).isEmpty();
        assertThat(users.setPassword("bob", "new")).isFalse();
    }

    /** Hashing is waited for, which an interrupted thread does not. */
    @Test
    void whoWasJustGivenAPasswordIsLetInWithoutHashingIt() throws Exception {
        Users users = users();
        users.add("ann", "", "first", List.of());
        Thread.currentThread().interrupt();
        assertThat(users.authenticate("ann", "first", "192.0.2.1")).isPresent();
        assertThat(Thread.interrupted()).isTrue();

        users.setPassword("ann", "second");
        Thread.currentThread().interrupt();
        assertThat(users.authenticate("ann", "second", "192.0.2.1")).isPresent();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(users.authenticate("ann", "first", "192.0.2.1")).isEmpty();
    }

    @Test
    void whoIsRemovedIsNotLetIn() throws Exception {
        Users users = users();
        users.add("ann", "", "secret", List.of());
        assertThat(users.authenticate("ann", "secret", "192.0.2.1")).isPresent();
        assertThat(users.remove("ann")).isTrue();
        assertThat(users.remove("ann")).isFalse();
        assertThat(users.authenticate("ann", "secret", "192.0.2.1")).isEmpty();
        assertThat(users().all()).isEmpty();
    }

    @Test
    void whatAnotherProcessChangesIsTakenOver() throws Exception {
        Users users = users();
        users.add("ann", "", "secret", List.of());
        AtomicInteger told = new AtomicInteger();
        users.onRefresh(told::incrementAndGet);
        users.refresh();
        assertThat(told).as("its own change is no news").hasValue(0);

        Users other = users();
        other.add("bob", "", "hidden", List.of("Readers"));
        other.setPassword("ann", "another");
        assertThat(users.authenticate("bob", "hidden", "192.0.2.1")).isPresent();
        assertThat(users.authenticate("ann", "secret", "192.0.2.1")).isEmpty();
        assertThat(users.authenticate("ann", "another", "192.0.2.1")).isPresent();
        assertThat(told).hasValue(1);

        other.remove("bob");
        assertThat(users.add("cid", "", "third", List.of())).isTrue();
        assertThat(users().all()).extracting(User::name).containsExactly("ann", "cid");

        Files.writeString(file, "no user");
        users.refresh();
        assertThat(users.all()).as("a broken file locks nobody out").hasSize(2);
    }

    @Test
    void aNameIsTheSameInEachOfItsForms() throws Exception {
        Users users = users();
        users.add("ann@vsphere.local", "", "secret", List.of());
        for (String name : List.of("ANN@vsphere.local", "VSPHERE.LOCAL\\Ann")) {
            assertThat(users.authenticate(name, "secret", "192.0.2.1")).isPresent();
        }
        assertThat(users.authenticate("ann", "secret", "192.0.2.1")).isEmpty();
    }

    @Test
    void aChangeThatCannotBeKeptIsNotMade() throws Exception {
        Users users = Users.open(new FileUserStore(folder.resolve("missing/users")), () -> now, FEW);
        assertThatIOException().isThrownBy(() -> users.add("ann", "", "secret", List.of()));
        assertThat(users.all()).isEmpty();
    }

    @Test
    void whatIsNoNameOrNoFileOfUsersIsRefused() throws Exception {
        Users users = users();
        for (String name : List.of("", " ", "a\nb", "x".repeat(257))) {
            assertThatIllegalArgumentException().isThrownBy(() -> users.add(name, "", "secret", List.of()));
        }
        for (String line : List.of("ann", "ann:hash::", "ann:$pbkdf2-sha512$0$AA$AA::", "a:b:c:d:e")) {
            Files.writeString(file, line);
            assertThatIOException().isThrownBy(this::users).withMessageContaining("line 1 of");
        }
    }
}
