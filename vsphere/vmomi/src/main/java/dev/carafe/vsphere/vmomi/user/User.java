package dev.carafe.vsphere.vmomi.user;

import java.util.List;

/**
 * One who may log in.
 *
 * @param name as he writes it when he logs in; names that differ in case only are the same
 * @param fullName for people; may be empty
 * @param password what his password is compared with
 * @param groups that he is in
 */
public record User(String name, String fullName, PasswordHash password, List<String> groups) {
    public User {
        groups = List.copyOf(groups);
    }
}
