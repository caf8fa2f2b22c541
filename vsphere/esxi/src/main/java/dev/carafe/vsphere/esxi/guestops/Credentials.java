package dev.carafe.vsphere.esxi.guestops;

import dev.carafe.vsphere.vim.vim25.GuestAuthentication;
import dev.carafe.vsphere.vim.vim25.NamePasswordAuthentication;
import java.util.regex.Pattern;

/** A user of a guest and his password, which is in no text of this. */
record Credentials(String user, String password) {
    static final String ROOT = "root";

    private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}");
    private static final int PASSWORD_MAX = 512;

    /** @throws dev.carafe.vsphere.vim.FaultException InvalidGuestLogin for what can be no user's */
    static Credentials of(GuestAuthentication authentication) {
        if (!(authentication instanceof NamePasswordAuthentication login)) {
            throw GuestFaults.unsupported("Guests are logged in to by name and password only.");
        }
        boolean possible = USER.matcher(login.username()).matches()
                && !login.password().isEmpty()
                && login.password().length() <= PASSWORD_MAX
                && login.password().chars().noneMatch(Character::isISOControl);
        if (!possible) {
            throw GuestFaults.login();
        }
        return new Credentials(login.username(), login.password());
    }

    @Override
    public String toString() {
        return user;
    }
}
