package dev.carafe.vsphere.esxi.guestops;

import dev.carafe.vsphere.vim.vim25.GuestFileInfo;
import dev.carafe.vsphere.vim.vim25.GuestListFileInfo;
import dev.carafe.vsphere.vim.vim25.GuestPosixFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads what guests say of files. Pure. */
final class GuestFileListing {
    private static final int FILES_MAX = 20_000;
    /** As upstream when none is given. */
    private static final int RESULTS = 50;

    private static final int RESULTS_MAX = 10_000;
    private static final int PATTERN_MAX = 256;

    private GuestFileListing() {}

    /** What {@link Scripts#list} writes; a line that is not as it should be is left out. */
    static List<GuestFileInfo> parse(String listed) {
        List<GuestFileInfo> files = new ArrayList<>();
        String[] lines = listed.split("\n");
        for (int i = 0; i < lines.length && files.size() < FILES_MAX; i++) {
            String[] words = lines[i].split("\\|", 8);
            if (words.length < 8) {
                continue;
            }
            String target = i + 1 < lines.length && lines[i + 1].startsWith(">") ? lines[i + 1].substring(1) : null;
            file(words, target).ifPresent(files::add);
        }
        return files;
    }

    private static Optional<GuestFileInfo> file(String[] words, @Nullable String target) {
        try {
            String type = words[0].startsWith("directory")
                    ? "directory"
                    : words[0].startsWith("symbolic") ? "symlink" : "file";
            return Optional.of(GuestFileInfo.builder()
                    .path(words[7])
                    .type(type)
                    .size(Long.parseLong(words[1]))
                    .attributes(GuestPosixFileAttributes.builder()
                            .modificationTime(Instant.ofEpochSecond(Long.parseLong(words[2])))
                            .accessTime(Instant.ofEpochSecond(Long.parseLong(words[3])))
                            .ownerId((int) Long.parseLong(words[4]))
                            .groupId((int) Long.parseLong(words[5]))
                            .permissions(Long.parseLong(words[6], 8))
                            .symlinkTarget(target)
                            .build())
                    .build());
        } catch (NumberFormatException | java.time.DateTimeException garbled) {
            return Optional.empty();
        }
    }

    /** The part that is asked for, of the files whose whole names match. */
    static GuestListFileInfo part(
            List<GuestFileInfo> files,
            @Nullable Integer index,
            @Nullable Integer maxResults,
            @Nullable String pattern) {
        List<GuestFileInfo> matching = pattern == null || pattern.isEmpty() ? files : matching(files, pattern);
        int first = Math.clamp(index == null ? 0 : index, 0, matching.size());
        int most = maxResults == null || maxResults <= 0 ? RESULTS : Math.min(maxResults, RESULTS_MAX);
        int last = Math.min(matching.size(), first + most);
        return GuestListFileInfo.builder()
                .files(matching.subList(first, last))
                .remaining(matching.size() - last)
                .build();
    }

    private static List<GuestFileInfo> matching(List<GuestFileInfo> files, String pattern) {
        try {
            if (pattern.length() > PATTERN_MAX) {
                throw GuestFaults.invalid("matchPattern", "A pattern has at most " + PATTERN_MAX + " characters.");
            }
            Pattern compiled = Pattern.compile(pattern);
            return files.stream()
                    .filter(file -> compiled.matcher(new Patient(file.path())).matches())
                    .toList();
        } catch (PatternSyntaxException wrong) {
            throw GuestFaults.invalid("matchPattern", "That is no regular expression: " + wrong.getDescription() + ".");
        } catch (ImpatientException endless) {
            throw GuestFaults.invalid("matchPattern", "That regular expression takes too long to match.");
        }
    }

    private static final class ImpatientException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** A name that ends a match which looks at it too often: some patterns take for ever. */
    private static final class Patient implements CharSequence {
        private static final int LOOKS_MAX = 100_000;
        private final String text;
        private int looks;

        Patient(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > LOOKS_MAX) {
                throw new ImpatientException();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
