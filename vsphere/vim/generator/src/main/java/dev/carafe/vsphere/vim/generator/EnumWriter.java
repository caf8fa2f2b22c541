package dev.carafe.vsphere.vim.generator;

import java.util.HashSet;
import java.util.Set;

/** Writes the Java source of one enum. */
final class EnumWriter {
    private EnumWriter() {}

    /** @throws IllegalArgumentException when two values would have the same constant */
    static String write(String namespace, int index, Facts.Enumeration facts) {
        StringBuilder constants = new StringBuilder();
        Set<String> seen = new HashSet<>(Set.of("UNRECOGNIZED"));
        for (String value : facts.values()) {
            String constant = JavaNames.constant(value);
            if (!seen.add(constant)) {
                throw new IllegalArgumentException(facts.name() + " has two constants " + constant);
            }
            constants.append("    %s(\"%s\"),\n".formatted(constant, value));
        }
        return """
                package %s;

                import dev.carafe.vsphere.vim.EnumType;
                import dev.carafe.vsphere.vim.VimEnum;

                /** {@code %s}. */
                public enum %s implements VimEnum {
                %s    /** A value of a newer peer's that this table does not have; it cannot be sent. */
                    UNRECOGNIZED("");

                    private final String wire;

                    %s(String wire) {
                        this.wire = wire;
                    }

                    @Override
                    public String wire() {
                        return wire;
                    }

                    @Override
                    public EnumType enumType() {
                        return %s.enumeration(%d);
                    }
                }
                """.formatted(
                        JavaNames.packageOf(namespace),
                        facts.vmodl(),
                        JavaNames.classOf(facts.name()),
                        constants,
                        JavaNames.classOf(facts.name()),
                        JavaNames.namespaceClass(namespace),
                        index);
    }
}
