package dev.carafe.vsphere.vcenter.inventory;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.InvalidName;
import java.util.Optional;

/** What entities may be called. */
public final class EntityNames {
    /** As vCenter has it, counted before escaping. */
    private static final int LENGTH_MAX = 80;

    private EntityNames() {}

    /**
     * A name as the inventory keeps it: a slash, a backslash, and a percent sign that begins no escape are escaped, since
     * inventory paths are made of names.
     *
     * @throws FaultException InvalidName when it is empty, too long, or holds what no name may
     */
    public static String checked(String name) {
        if (name.isBlank() || name.length() > LENGTH_MAX || name.chars().anyMatch(Character::isISOControl)) {
            throw invalid(name);
        }
        return escaped(name);
    }

    /** A name with what inventory paths need otherwise escaped; for names that are there already, whatever they are. */
    public static String escaped(String name) {
        StringBuilder escaped = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            switch (c) {
                case '/' -> escaped.append("%2f");
                case '\\' -> escaped.append("%5c");
                case '%' -> escaped.append(beginsEscape(name, i) ? "%" : "%25");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /**
     * The name, when nothing in that place has it.
     *
     * @param except who may have it already, since it is the one that is to have it
     * @throws FaultException InvalidName, DuplicateName
     */
    public static String free(Entities entities, String parent, String name, String except) {
        String checked = checked(name);
        Optional<Entity> taken = entities.childNamed(parent, checked)
                .filter(entity -> !entity.id().equals(except));
        if (taken.isPresent()) {
            throw duplicate(checked, taken.get());
        }
        return checked;
    }

    /** The name, or with a number behind it when it is taken: for what a host has already. */
    public static String numbered(Entities entities, String parent, String name) {
        String candidate = name;
        for (int i = 1; entities.childNamed(parent, candidate).isPresent(); i++) {
            candidate = name + " (" + i + ")";
        }
        return candidate;
    }

    public static FaultException duplicate(String name, Entity taken) {
        return DuplicateName.builder()
                .name(name)
                .object(References.to(taken))
                .build()
                .exception("The name '" + name + "' already exists.");
    }

    private static FaultException invalid(String name) {
        String shown = name.length() > 2 * LENGTH_MAX ? name.substring(0, 2 * LENGTH_MAX) : name;
        return InvalidName.builder()
                .name(shown)
                .build()
                .exception("The specified entity name '" + shown + "' is invalid: it has from 1 to " + LENGTH_MAX
                        + " characters and no control characters.");
    }

    private static boolean beginsEscape(String name, int at) {
        return at + 2 < name.length()
                && Character.digit(name.charAt(at + 1), 16) >= 0
                && Character.digit(name.charAt(at + 2), 16) >= 0;
    }
}
