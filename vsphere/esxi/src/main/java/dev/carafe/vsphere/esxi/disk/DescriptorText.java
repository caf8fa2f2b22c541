package dev.carafe.vsphere.esxi.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The writing of descriptors: a comment as the first line, then settings, extents, and the disk's database. */
final class DescriptorText {
    private static final String FIRST_LINE = "# Disk DescriptorFile";
    private static final String DATABASE = "ddb.";
    private static final int EXTENTS_MAX = 256;
    private static final int SETTINGS_MAX = 256;
    /** 62 TiB: the most that vSphere gives to a disk. */
    static final long SECTORS_MAX = (62L << 40) / 512;

    private DescriptorText() {}

    static DiskDescriptor parse(byte[] content) throws CorruptDescriptorException {
        if (content.length > DiskDescriptor.BYTES_MAX) {
            throw new CorruptDescriptorException("it has more than " + DiskDescriptor.BYTES_MAX + " bytes");
        }
        List<Extent> extents = new ArrayList<>();
        Map<String, String> settings = new LinkedHashMap<>();
        int number = 0;
        for (String raw : decoded(content).lines().toList()) {
            number++;
            String line = raw.strip();
            if (number == 1 && !line.toLowerCase(Locale.ROOT).startsWith("# disk descriptorfile")) {
                throw new CorruptDescriptorException(1, "a descriptor begins with '" + FIRST_LINE + "'");
            }
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            var extent = Extent.LINE.matcher(line);
            if (extent.matches()) {
                extents.add(new Extent(
                        extent.group(1),
                        Long.parseLong(extent.group(2)),
                        extent.group(3),
                        Optional.ofNullable(extent.group(4)).orElse("")));
            } else {
                setting(line, number, settings);
            }
            if (extents.size() > EXTENTS_MAX || settings.size() > SETTINGS_MAX) {
                throw new CorruptDescriptorException(number, "there are too many extents or settings");
            }
        }
        if (number == 0) {
            throw new CorruptDescriptorException("it is empty");
        }
        return checked(extents, settings);
    }

    static String text(DiskDescriptor descriptor) {
        StringBuilder text = new StringBuilder();
        text.append(FIRST_LINE).append("\nversion=1\nencoding=\"UTF-8\"\n");
        text.append("CID=").append(hex(descriptor.cid())).append('\n');
        text.append("parentCID=")
                .append(hex(descriptor.parentCid().orElse(DiskDescriptor.NO_PARENT)))
                .append('\n');
        text.append("createType=\"").append(descriptor.createType()).append("\"\n");
        descriptor
                .parentHint()
                .ifPresent(hint ->
                        text.append("parentFileNameHint=\"").append(hint).append("\"\n"));
        text.append("\n# Extent description\n");
        descriptor.extents().forEach(extent -> text.append(extent).append('\n'));
        text.append("\n# The Disk Data Base\n#DDB\n\n");
        descriptor
                .database()
                .forEach((key, value) -> text.append(DATABASE)
                        .append(key)
                        .append(" = \"")
                        .append(value)
                        .append("\"\n"));
        return text.toString();
    }

    private static void setting(String line, int number, Map<String, String> settings)
            throws CorruptDescriptorException {
        int equals = line.indexOf('=');
        if (equals <= 0) {
            throw new CorruptDescriptorException(number, "it is neither an extent nor a setting");
        }
        String key = line.substring(0, equals).strip();
        String value = line.substring(equals + 1).strip();
        if (value.startsWith("\"")) {
            if (value.length() < 2 || !value.endsWith("\"")) {
                throw new CorruptDescriptorException(number, "the quotation mark is not closed");
            }
            value = value.substring(1, value.length() - 1);
        }
        boolean isDatabase = key.toLowerCase(Locale.ROOT).startsWith(DATABASE);
        if (value.indexOf('"') >= 0 || value.chars().anyMatch(Character::isISOControl)) {
            throw new CorruptDescriptorException(number, "the value of " + key + " cannot be one");
        }
        String name = isDatabase ? DATABASE + key.substring(DATABASE.length()) : key.toLowerCase(Locale.ROOT);
        if (settings.putIfAbsent(name, value) != null) {
            throw new CorruptDescriptorException(number, key + " is there twice");
        }
    }

    private static DiskDescriptor checked(List<Extent> extents, Map<String, String> settings)
            throws CorruptDescriptorException {
        Map<String, String> database = new LinkedHashMap<>();
        settings.forEach((key, value) -> {
            if (key.startsWith(DATABASE)) {
                database.put(key.substring(DATABASE.length()), value);
            }
        });
        String createType = Optional.ofNullable(settings.get("createtype"))
                .orElseThrow(() -> new CorruptDescriptorException("createType is missing"));
        if (extents.isEmpty()) {
            throw new CorruptDescriptorException("it describes no extent");
        }
        long sectors = 0;
        for (Extent extent : extents) {
            sectors += extent.sectors();
            if (extent.sectors() <= 0 || sectors > SECTORS_MAX) {
                throw new CorruptDescriptorException("its extents have no possible size");
            }
        }
        long parentCid = content(settings, "parentcid", DiskDescriptor.NO_PARENT);
        boolean isChild = parentCid != DiskDescriptor.NO_PARENT;
        Optional<String> hint = Optional.ofNullable(settings.get("parentfilenamehint"));
        if (isChild && hint.isEmpty()) {
            throw new CorruptDescriptorException("it has a parentCID, but no parentFileNameHint");
        }
        return new DiskDescriptor(
                content(settings, "cid", 0),
                isChild ? OptionalLong.of(parentCid) : OptionalLong.empty(),
                createType,
                isChild ? hint : Optional.empty(),
                extents,
                database);
    }

    private static long content(Map<String, String> settings, String key, long absent)
            throws CorruptDescriptorException {
        String value = settings.get(key);
        if (value == null) {
            return absent;
        }
        if (!value.matches("[0-9a-fA-F]{1,8}")) {
            throw new CorruptDescriptorException(key + " is no number of 32 bits: " + value);
        }
        return Long.parseLong(value, 16);
    }

    /** Text in UTF-8; what stands behind a NUL is padding of a descriptor within another file. */
    private static String decoded(byte[] content) throws CorruptDescriptorException {
        int length = 0;
        while (length < content.length && content[length] != 0) {
            length++;
        }
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(content, 0, length))
                    .toString();
        } catch (CharacterCodingException wrong) {
            throw new CorruptDescriptorException("it is not text in UTF-8");
        }
    }

    private static String hex(long cid) {
        return String.format(Locale.ROOT, "%08x", cid);
    }
}
