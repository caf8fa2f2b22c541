package dev.carafe.cli.part;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A range of ports.
 *
 * @param first the first one
 * @param last the last one
 */
record PortRange(int first, int last) {

    private static final int PORT_MAX = 65_535;

    /** Reads {@code 30000-32767}. */
    static final class Converter implements ITypeConverter<PortRange> {
        @Override
        public PortRange convert(String text) {
            String[] ends = text.split("-", -1);
            try {
                if (ends.length == 2) {
                    PortRange range = new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
                    if (range.first > 0 && range.first <= range.last && range.last <= PORT_MAX) {
                        return range;
                    }
                }
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is not a range such as 30000-32767");
            }
            throw new TypeConversionException("'" + text + "' is not a range such as 30000-32767");
        }
    }
}
