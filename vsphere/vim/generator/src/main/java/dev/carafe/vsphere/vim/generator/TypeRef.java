package dev.carafe.vsphere.vim.generator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of a field, property, argument or result as the table writes it: {@code string}, {@code &VirtualMachine[]?}.
 *
 * @param name the name of a primitive, data type, enum or (for a reference) managed object
 * @param reference whether it is a reference to a managed object
 * @param array whether it repeats
 * @param optional whether it may be absent
 */
record TypeRef(String name, boolean reference, boolean array, boolean optional) {
    private static final Pattern FORM = Pattern.compile("(&?)([A-Za-z][A-Za-z0-9_]*)((?:\\[])?)(\\??)");

    /** @throws IllegalArgumentException when the text has no form that is known */
    static TypeRef parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("unknown form of a type: " + text);
        }
        return new TypeRef(
                form.group(2),
                !form.group(1).isEmpty(),
                !form.group(3).isEmpty(),
                !form.group(4).isEmpty());
    }

    /** Whether a method of this result gives nothing back. */
    boolean isVoid() {
        return name.equals("void");
    }

    /** What is on the wire for a link to such a value: its key. */
    TypeRef asLink() {
        return new TypeRef("string", false, array, optional);
    }

    /** The same type when it may be absent. */
    TypeRef asOptional() {
        return new TypeRef(name, reference, array, true);
    }
}
