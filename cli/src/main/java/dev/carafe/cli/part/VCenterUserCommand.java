package dev.carafe.cli.part;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.command.Console;
import dev.carafe.cli.command.UserList;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import dev.carafe.vsphere.vcenter.server.VCenterUsers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carafe vcenter user}. */
@Command(
        name = "user",
        description =
                "Says who may log in to the vCenter of a folder, whether it runs or not. What somebody may do is said by "
                        + "permissions: at first nothing.",
        subcommands = {
            VCenterUserCommand.Add.class,
            VCenterUserCommand.Remove.class,
            VCenterUserCommand.Ls.class,
            VCenterUserCommand.Passwd.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe vcenter user add ann --password-file ann.txt",
            "  govc permissions.set -principal ann@vsphere.local -role ReadOnly -propagate=true /",
            "  carafe vcenter user add bob --group Administrators --password-file bob.txt",
            "  carafe vcenter user ls",
            "  carafe vcenter user rm ann"
        })
public final class VCenterUserCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("the command was not made by the command line");
        }
        throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }

    private static VCenterUsers users(DataDirOption dataDir) {
        try {
            return VCenterServer.users(dataDir.path());
        } catch (IOException e) {
            throw new CommandException(CommandException.reason(e) + ".", e);
        }
    }

    /** A change of one user, with the failures of all of them. */
    @FunctionalInterface
    private interface Change {
        boolean made() throws IOException;
    }

    /** @param otherwise what is wrong when there was nothing to change */
    private static void make(Change change, String otherwise) {
        try {
            if (!change.made()) {
                throw new CommandException(otherwise);
            }
        } catch (IllegalArgumentException e) {
            throw CommandException.wrongUse(e.getMessage() + ".");
        } catch (IOException e) {
            throw new CommandException("the users could not be kept: " + CommandException.reason(e) + ".", e);
        }
    }

    private static String none(String name) {
        return "there is no user " + VCenterUsers.full(name) + "; 'carafe vcenter user ls' lists those that are there.";
    }

    /** A password in a file, so that no list of processes shows it. */
    static final class PasswordOption {
        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                required = true,
                description = "Holds the password in its first line; /dev/stdin is a file as well.")
        Path file = Path.of("");

        String read() {
            Optional<String> first;
            try {
                first = Passwords.firstLine(file);
            } catch (IOException e) {
                throw new CommandException(
                        "the password cannot be read from " + file + ": " + CommandException.reason(e) + ".", e);
            }
            return first.orElseThrow(
                    () -> new CommandException(file + " is empty; its first line is to be the password."));
        }
    }

    /** {@code carafe vcenter user add}. */
    @Command(
            name = "add",
            description = "Lets somebody else log in. What he may do is said by permissions.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  carafe vcenter user add ann --password-file ann.txt",
                "  carafe vcenter user add eve --password-file eve.txt --group Administrators"
            })
    static final class Add implements Callable<Integer> {
        @Mixin
        Console console = new Console();

        @Mixin
        DataDirOption dataDir = new DataDirOption();

        @Mixin
        PasswordOption password = new PasswordOption();

        @Parameters(
                paramLabel = "NAME",
                description = "What he logs in as; @vsphere.local is added where it is not said.")
        String name = "";

        @Option(names = "--full-name", paramLabel = "TEXT", description = "Who it is, for people.")
        String fullName = "";

        @Option(
                names = "--group",
                paramLabel = "GROUP",
                description = "A group that he is in; may be said several times. Administrators may do everything.")
        List<String> groups = new ArrayList<>();

        @Override
        public Integer call() {
            VCenterUsers users = users(dataDir);
            String secret = password.read();
            String full = VCenterUsers.full(name);
            make(
                    () -> users.add(name, fullName, secret, groups),
                    "there is a user " + full + " already; 'carafe vcenter user passwd' gives him another password.");
            console.out().println("Added " + full + ".");
            return 0;
        }
    }

    /** {@code carafe vcenter user rm}. */
    @Command(
            name = "rm",
            description = "Lets somebody not log in any more; a vCenter that runs ends his sessions within a minute.",
            footerHeading = "%nExamples:%n",
            footer = {"  carafe vcenter user rm ann"})
    static final class Remove implements Callable<Integer> {
        @Mixin
        Console console = new Console();

        @Mixin
        DataDirOption dataDir = new DataDirOption();

        @Parameters(paramLabel = "NAME", description = "What he logs in as.")
        String name = "";

        @Override
        public Integer call() {
            VCenterUsers users = users(dataDir);
            make(() -> users.remove(name), none(name));
            console.out().println("Removed " + VCenterUsers.full(name) + ".");
            return 0;
        }
    }

    /** {@code carafe vcenter user ls}. */
    @Command(
            name = "ls",
            description = "Lists who may log in.",
            footerHeading = "%nExamples:%n",
            footer = {"  carafe vcenter user ls -o json"})
    static final class Ls implements Callable<Integer> {
        @Mixin
        UserList list = new UserList();

        @Mixin
        DataDirOption dataDir = new DataDirOption();

        @Override
        public Integer call() {
            list.print(users(dataDir).all().stream()
                    .map(user -> new UserList.Row(user.name(), user.fullName(), user.groups()))
                    .toList());
            return 0;
        }
    }

    /** {@code carafe vcenter user passwd}. */
    @Command(
            name = "passwd",
            description = "Gives somebody another password.",
            footerHeading = "%nExamples:%n",
            footer = {"  carafe vcenter user passwd ann --password-file ann.txt"})
    static final class Passwd implements Callable<Integer> {
        @Mixin
        Console console = new Console();

        @Mixin
        DataDirOption dataDir = new DataDirOption();

        @Mixin
        PasswordOption password = new PasswordOption();

        @Parameters(paramLabel = "NAME", description = "What he logs in as.")
        String name = "";

        @Override
        public Integer call() {
            VCenterUsers users = users(dataDir);
            String secret = password.read();
            make(() -> users.setPassword(name, secret), none(name));
            console.out().println(VCenterUsers.full(name) + " has another password.");
            return 0;
        }
    }
}
