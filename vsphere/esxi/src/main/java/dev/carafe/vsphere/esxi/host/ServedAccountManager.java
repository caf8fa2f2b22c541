package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AlreadyExists;
import dev.carafe.vsphere.vim.vim25.HostAccountSpec;
import dev.carafe.vsphere.vim.vim25.HostLocalAccountManager;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidLogin;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.UserNotFound;
import dev.carafe.vsphere.vmomi.authorization.Authorizations;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.service.Call;
import dev.carafe.vsphere.vmomi.user.User;
import dev.carafe.vsphere.vmomi.user.Users;
import java.io.IOException;
import java.util.List;

/** Adds, changes and removes the host's users. Groups are as in its namesake's newer releases: there are none to be made. */
record ServedAccountManager(
        ManagedObjectReference<HostLocalAccountManager> reference, Users users, Authorizations authorizations)
        implements HostLocalAccountManager, ServedObject {
    @Override
    public void createUser(HostAccountSpec user) {
        String password = user.password();
        if (password == null || password.isEmpty()) {
            throw refused("user.password", "A user needs a password.");
        }
        try {
            if (!users.add(user.id(), described(user), password, List.of())) {
                throw AlreadyExists.builder()
                        .name(user.id())
                        .build()
                        .exception("The user '" + user.id() + "' already exists.");
            }
        } catch (IllegalArgumentException e) {
            throw refused("user.id", e.getMessage() + ".");
        } catch (IOException e) {
            throw failed(e);
        }
        authorizations.forgetGroups();
    }

    private static String described(HostAccountSpec user) {
        String description = user.description();
        return description == null ? "" : description;
    }

    @Override
    public void updateUser(HostAccountSpec user) {
        require(user.id());
        String password = user.password();
        try {
            if (password != null && !password.isEmpty()) {
                users.setPassword(user.id(), password);
            }
            if (user.description() != null) {
                users.update(
                        user.id(),
                        before -> new User(before.name(), described(user), before.password(), before.groups()));
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void removeUser(String userName) {
        require(userName);
        if (userName.equals(HostUsers.ROOT)) {
            throw refused("userName", "The user root stays: without him nobody could administer the host.");
        }
        try {
            users.remove(userName);
        } catch (IOException e) {
            throw failed(e);
        }
        authorizations.forgetGroups();
    }

    @Override
    public void changePassword(String user, String oldPassword, String newPassword) {
        try {
            if (users.authenticate(user, oldPassword, Call.current().remoteAddress())
                    .isEmpty()) {
                throw InvalidLogin.builder()
                        .build()
                        .exception("Cannot complete login due to an incorrect user name or password.");
            }
            users.setPassword(user, newPassword);
        } catch (IOException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    private void require(String userName) {
        if (users.find(userName).isEmpty()) {
            throw UserNotFound.builder()
                    .principal(userName)
                    .unresolved(true)
                    .build()
                    .exception("The user '" + userName + "' was not found.");
        }
    }

    private static FaultException refused(String argument, String message) {
        return InvalidArgument.builder().invalidProperty(argument).build().exception(message);
    }

    private static FaultException failed(Exception e) {
        return SystemError.builder()
                .reason(String.valueOf(e.getMessage()))
                .build()
                .exception("The user could not be kept: " + e.getMessage());
    }
}
