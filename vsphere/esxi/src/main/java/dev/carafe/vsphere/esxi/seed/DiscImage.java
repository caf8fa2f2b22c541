package dev.carafe.vsphere.esxi.seed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16BE;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a small disc image: some files in one folder, by ISO 9660 (ECMA-119) with short names and by Joliet with their own. Pure: the same
 * files give the same bytes.
 *
 * <pre>
 *   sector  0-15   nothing
 *   16, 17, 18     primary descriptor, Joliet's, end of descriptors
 *   19, 20         path tables of the primary, little and big endian
 *   21, 22         path tables of Joliet
 *   23, 24         the folder of the primary, of Joliet
 *   25 and on      the files, each from the beginning of a sector
 *   the last 150   nothing
 * </pre>
 */
final class DiscImage {
    static final int SECTOR = 2048;

    private static final int PRIMARY_TABLE = 19;
    private static final int JOLIET_TABLE = 21;
    private static final int PRIMARY_FOLDER = 23;
    private static final int JOLIET_FOLDER = 24;
    private static final int FIRST_FILE = 25;
    /** As other writers do, since drives read ahead; and BusyBox takes nothing that is smaller than 64 KiB for a file system. */
    private static final int PADDING = 150;

    private static final int TABLE_BYTES = 10;
    /** So many entries fit into the one sector of a folder. */
    private static final int FILES_MAX = 16;

    private static final int FILE_BYTES_MAX = 16 << 20;

    private DiscImage() {}

    /**
     * A disc of these files.
     *
     * @param label at most 16 characters of ASCII
     * @param files by name: at most 32 characters of ASCII, no folders
     */
    static byte[] of(String label, Map<String, byte[]> files) {
        if (label.length() > 16 || files.size() > FILES_MAX) {
            throw new IllegalArgumentException("a label of at most 16 characters and at most " + FILES_MAX + " files");
        }
        int sectors = FIRST_FILE;
        List<Entry> primary = new ArrayList<>(folderItself(PRIMARY_FOLDER));
        List<Entry> joliet = new ArrayList<>(folderItself(JOLIET_FOLDER));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int number = 0;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            byte[] bytes = file.getValue();
            if (bytes.length > FILE_BYTES_MAX || file.getKey().length() > 32) {
                throw new IllegalArgumentException("too much for a small disc: " + file.getKey());
            }
            String shortName = shortName(file.getKey(), number++);
            primary.add(new Entry(shortName, US_ASCII, sectors, bytes.length, 0));
            joliet.add(new Entry(file.getKey(), UTF_16BE, sectors, bytes.length, 0));
            content.writeBytes(padded(bytes));
            sectors += (bytes.length + SECTOR - 1) / SECTOR;
        }
        sectors += PADDING;
        ByteArrayOutputStream disc = new ByteArrayOutputStream();
        disc.writeBytes(new byte[16 * SECTOR]);
        disc.writeBytes(descriptor(1, label, sectors, PRIMARY_TABLE, PRIMARY_FOLDER));
        disc.writeBytes(descriptor(2, label, sectors, JOLIET_TABLE, JOLIET_FOLDER));
        disc.writeBytes(padded(new byte[] {(byte) 255, 'C', 'D', '0', '0', '1', 1}));
        for (int folder : new int[] {PRIMARY_FOLDER, JOLIET_FOLDER}) {
            disc.writeBytes(pathTable(folder, ByteOrder.LITTLE_ENDIAN));
            disc.writeBytes(pathTable(folder, ByteOrder.BIG_ENDIAN));
        }
        disc.writeBytes(folder(primary));
        disc.writeBytes(folder(joliet));
        disc.writeBytes(content.toByteArray());
        disc.writeBytes(new byte[PADDING * SECTOR]);
        return disc.toByteArray();
    }

    /**
     * What a folder says of one file or of a folder.
     *
     * @param flags 2 for a folder
     */
    private record Entry(String text, Charset charset, int sector, int bytes, int flags) {
        byte[] name() {
            return text.getBytes(charset);
        }

        byte[] record() {
            byte[] name = name();
            int length = 33 + name.length + (name.length + 1) % 2;
            ByteBuffer out = ByteBuffer.allocate(length);
            out.put((byte) length).put((byte) 0);
            both(out, sector);
            both(out, bytes);
            out.put(new byte[7]); // no time: years count from 1900, and the same seed is the same bytes
            out.put((byte) flags).put((byte) 0).put((byte) 0);
            both16(out, 1);
            out.put((byte) name.length).put(name);
            return out.array();
        }
    }

    /** A folder names itself and the one above, which is itself too. */
    private static List<Entry> folderItself(int sector) {
        return List.of(new Entry("\0", US_ASCII, sector, SECTOR, 2), new Entry("\1", US_ASCII, sector, SECTOR, 2));
    }

    /** First itself and the one above, then the files by name. */
    private static byte[] folder(List<Entry> entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // Names of two bytes, as Joliet's, would sort between the first two.
        entries.stream().limit(2).forEach(entry -> out.writeBytes(entry.record()));
        entries.stream()
                .skip(2)
                .sorted((a, b) -> Arrays.compareUnsigned(a.name(), b.name()))
                .forEach(entry -> out.writeBytes(entry.record()));
        if (out.size() > SECTOR) {
            throw new IllegalArgumentException("the files' names are too long for a small disc");
        }
        return padded(out.toByteArray());
    }

    private static byte[] descriptor(int type, String label, int sectors, int table, int folder) {
        Charset charset = type == 2 ? UTF_16BE : US_ASCII;
        ByteBuffer out = ByteBuffer.allocate(SECTOR);
        out.put((byte) type).put("CD001".getBytes(US_ASCII)).put((byte) 1).put((byte) 0);
        text(out, "LINUX", 32, charset);
        text(out, label, 32, charset);
        out.put(new byte[8]);
        both(out, sectors);
        out.put(type == 2 ? "%/E".getBytes(US_ASCII) : new byte[3]).put(new byte[29]); // Joliet, level 3
        both16(out, 1);
        both16(out, 1);
        both16(out, SECTOR);
        both(out, TABLE_BYTES);
        out.order(ByteOrder.LITTLE_ENDIAN).putInt(table).putInt(0);
        out.order(ByteOrder.BIG_ENDIAN).putInt(table + 1).putInt(0);
        out.put(new Entry("\0", US_ASCII, folder, SECTOR, 2).record());
        text(out, "", 128, charset); // set
        text(out, "", 128, charset); // publisher
        text(out, "", 128, charset); // preparer
        text(out, "CARAFE", 128, charset);
        text(out, "", 37, charset); // copyright, abstract and bibliographic file
        text(out, "", 37, charset);
        text(out, "", 37, charset);
        for (int time = 0; time < 4; time++) {
            out.put("0000000000000000".getBytes(US_ASCII)).put((byte) 0);
        }
        out.put((byte) 1);
        return out.array();
    }

    private static byte[] pathTable(int folder, ByteOrder order) {
        ByteBuffer out = ByteBuffer.allocate(SECTOR).order(order);
        out.put((byte) 1).put((byte) 0).putInt(folder).putShort((short) 1).put((byte) 0);
        return out.array();
    }

    /** Eight characters and a version, made unlike each other by their number. */
    private static String shortName(String name, int number) {
        String letters = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        return letters.substring(0, Math.min(6, letters.length())) + number + ".;1";
    }

    private static void text(ByteBuffer out, String text, int bytes, Charset charset) {
        byte[] encoded = text.getBytes(charset);
        out.put(encoded);
        byte[] blank = " ".getBytes(charset);
        int left = bytes - encoded.length;
        while (left >= blank.length) {
            out.put(blank);
            left -= blank.length;
        }
        out.put(new byte[left]);
    }

    private static void both(ByteBuffer out, int number) {
        out.order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .order(ByteOrder.BIG_ENDIAN)
                .putInt(number);
    }

    private static void both16(ByteBuffer out, int number) {
        out.order(ByteOrder.LITTLE_ENDIAN).putShort((short) number);
        out.order(ByteOrder.BIG_ENDIAN).putShort((short) number);
    }

    private static byte[] padded(byte[] bytes) {
        return Arrays.copyOf(bytes, (bytes.length + SECTOR - 1) / SECTOR * SECTOR);
    }
}
