package dev.carafe.vsphere.esxi.datastore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * A file or folder of a datastore, written {@code [datastore] folder/file}.
 *
 * <p>It is always in its shortest form: no empty segment, no {@code .}, no slash at either end. {@code ..} and control characters are
 * refused, so that the path of one folder never names anything outside that folder;
 * what breaks a rule is an {@link InvalidDatastorePathException}.
 *
 * @param datastore the datastore's name
 * @param path segments divided by slashes; empty for the datastore itself
 */
public record DatastorePath(String datastore, String path) implements Comparable<DatastorePath> {
    /** How many characters a datastore's name may have, as in vSphere. */
    public static final int NAME_MAX = 80;
    /** How many bytes one segment may have: what Linux's file systems take. */
    public static final int SEGMENT_MAX_BYTES = 255;
    /** How many bytes the whole path may have; leaves room for the datastore's own folder in Linux's 4,096. */
    public static final int PATH_MAX_BYTES = 2048;

    public DatastorePath {
        if (!isName(datastore)) {
            throw new InvalidDatastorePathException(
                    shown(datastore, path), "a datastore's name has 1 to " + NAME_MAX + " characters without [ ] / \\");
        }
        path = shortest(datastore, path);
    }

    /**
     * Reads {@code [datastore] folder/file}. The space may be missing, and the path may begin or end with a slash, as clients write them.
     *
     * @throws InvalidDatastorePathException when it is none
     */
    public static DatastorePath parse(String text) {
        int end = text.indexOf(']');
        if (!text.startsWith("[") || end < 0) {
            throw new InvalidDatastorePathException(text, "it is not of the form [datastore] path");
        }
        int start = end + 1;
        while (start < text.length() && text.charAt(start) == ' ') {
            start++;
        }
        return new DatastorePath(text.substring(1, end), text.substring(start));
    }

    /** Whether a datastore may have that name. */
    public static boolean isName(String name) {
        if (name.isBlank() || name.length() > NAME_MAX) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isISOControl(c) || "[]/\\".indexOf(c) >= 0) {
                return false;
            }
        }
        return !name.equals(".") && !name.equals("..");
    }

    /** Whether it is the datastore itself. */
    public boolean isRoot() {
        return path.isEmpty();
    }

    /** The last segment; empty for the datastore itself. */
    public String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The folder that it is in; the datastore itself is its own. */
    public DatastorePath parent() {
        return new DatastorePath(datastore, path.substring(0, Math.max(0, path.lastIndexOf('/'))));
    }

    /** What a relative path names from here, as a folder. */
    public DatastorePath child(String name) {
        return new DatastorePath(datastore, path + "/" + name);
    }

    /** A file that stands in a machine's file: relative to this folder, or with a datastore of its own. */
    public DatastorePath resolve(String fileName) {
        return fileName.startsWith("[") ? parse(fileName) : child(fileName);
    }

    /** Whether it is that folder or within it. */
    public boolean startsWith(DatastorePath folder) {
        return datastore.equals(folder.datastore)
                && (folder.isRoot() || path.equals(folder.path) || path.startsWith(folder.path + "/"));
    }

    @Override
    public int compareTo(DatastorePath other) {
        int byName = datastore.compareTo(other.datastore);
        return byName != 0 ? byName : path.compareTo(other.path);
    }

    /** {@code [datastore] path}; for the datastore itself {@code [datastore]} and a space, so that a name can be put after it. */
    @Override
    public String toString() {
        return shown(datastore, path);
    }

    private static String shortest(String datastore, String path) {
        if (isShortest(path)) {
            return path; // as most are: paths are made by the thousand
        }
        if (path.length() > PATH_MAX_BYTES || path.getBytes(UTF_8).length > PATH_MAX_BYTES) {
            throw new InvalidDatastorePathException(
                    shown(datastore, path.substring(0, 40)) + "…", "it has more than " + PATH_MAX_BYTES + " bytes");
        }
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".")) {
                continue;
            }
            if (segment.equals("..")) {
                throw new InvalidDatastorePathException(shown(datastore, path), "it contains '..'");
            }
            if (segment.getBytes(UTF_8).length > SEGMENT_MAX_BYTES) {
                throw new InvalidDatastorePathException(
                        shown(datastore, path), "a name in it has more than " + SEGMENT_MAX_BYTES + " bytes");
            }
            if (!isPlain(segment)
                    && (segment.chars().anyMatch(Character::isISOControl)
                            || !UTF_8.newEncoder().canEncode(segment))) {
                throw new InvalidDatastorePathException(
                        shown(datastore, path).replaceAll("\\p{Cntrl}", "?"), "it contains a control character");
            }
            segments.add(segment);
        }
        return String.join("/", segments);
    }

    /** Whether a path can only be in its form already: it is short, and has no control character and no empty or special segment. */
    private static boolean isShortest(String path) {
        if (path.length() > SEGMENT_MAX_BYTES || !isPlain(path)) {
            return false;
        }
        boolean begins = true; // a segment begins here
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (begins && (c == '/' || c == '.')) {
                return false;
            }
            begins = c == '/';
        }
        return !begins || path.isEmpty();
    }

    /** Whether a text is of printable ASCII alone. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static String shown(String datastore, String path) {
        return "[" + datastore + "] " + path;
    }
}
