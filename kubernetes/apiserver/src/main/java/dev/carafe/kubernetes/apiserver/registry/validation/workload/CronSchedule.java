package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.apimachinery.duration.GoDuration;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The schedule of a cron job: five fields, or a word for one; what is wrong is said as upstream's parser does (robfig/cron 3). */
final class CronSchedule {
    private static final Set<String> WORDS =
            Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
    private static final String EVERY = "@every ";
    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");

    /**
     * A field.
     *
     * @param names what the values from {@code min} on may be called; empty where they have no names
     */
    private record Field(long min, long max, List<String> names) {}

    private static final List<Field> FIELDS = List.of(
            new Field(0, 59, List.of()),
            new Field(0, 23, List.of()),
            new Field(1, 31, List.of()),
            new Field(
                    1, 12, List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
            new Field(0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat")));

    /** What is wrong with a schedule. */
    private static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    private CronSchedule() {}

    /** What is wrong with a schedule; empty where nothing is. */
    static Optional<String> problem(String schedule) {
        try {
            parse(schedule);
            return Optional.empty();
        } catch (MalformedException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    private static void parse(String schedule) throws MalformedException {
        String rest = schedule;
        if (schedule.startsWith("TZ=") || schedule.startsWith("CRON_TZ=")) {
            int end = schedule.indexOf(' ');
            if (end < 0) { // upstream's parser breaks off there, and says how
                throw new MalformedException("invalid schedule format: runtime error: slice bounds out of range [:-1]");
            }
            String zone = schedule.substring(schedule.indexOf('=') + 1, end);
            Optional<String> unknown = TimeZones.problem(zone);
            if (unknown.isPresent()) {
                throw new MalformedException("provided bad location " + zone + ": " + unknown.get());
            }
            rest = schedule.substring(end).strip();
        }
        if (rest.startsWith("@")) {
            word(rest);
            return;
        }
        List<String> parts = new ArrayList<>(List.of(SPACE.split(rest, -1)));
        parts.removeIf(String::isEmpty);
        if (parts.size() != FIELDS.size()) {
            throw new MalformedException("expected exactly " + FIELDS.size() + " fields, found " + parts.size() + ": ["
                    + String.join(" ", parts) + "]");
        }
        for (int i = 0; i < parts.size(); i++) {
            for (String range : parts.get(i).split(",", -1)) {
                if (!range.isEmpty()) {
                    range(range, FIELDS.get(i));
                }
            }
        }
    }

    private static void word(String word) throws MalformedException {
        if (word.startsWith(EVERY)) {
            String text = word.substring(EVERY.length());
            Optional<String> problem = GoDuration.problem(text);
            if (problem.isPresent()) {
                throw new MalformedException("failed to parse duration " + word + ": " + problem.get());
            }
        } else if (!WORDS.contains(word)) {
            throw new MalformedException("unrecognized descriptor: " + word);
        }
    }

    /** A value, a range of them or all, each perhaps with a step. */
    private static void range(String range, Field field) throws MalformedException {
        String[] halves = range.split("/", -1);
        String[] bounds = halves[0].split("-", -1);
        long start = field.min();
        long end = field.max();
        if (!bounds[0].equals("*") && !bounds[0].equals("?")) {
            start = value(bounds[0], field);
            if (bounds.length > 2) {
                throw new MalformedException("too many hyphens: " + range);
            }
            end = bounds.length == 2 ? value(bounds[1], field) : start;
        }
        long step = 1;
        if (halves.length > 2) {
            throw new MalformedException("too many slashes: " + range);
        }
        if (halves.length == 2) {
            step = number(halves[1]);
            end = bounds.length == 1 ? field.max() : end;
        }
        if (start < field.min()) {
            throw new MalformedException(
                    "beginning of range (" + start + ") below minimum (" + field.min() + "): " + range);
        }
        if (end > field.max()) {
            throw new MalformedException("end of range (" + end + ") above maximum (" + field.max() + "): " + range);
        }
        if (start > end) {
            throw new MalformedException(
                    "beginning of range (" + start + ") beyond end of range (" + end + "): " + range);
        }
        if (step == 0) {
            throw new MalformedException("step of range should be a positive number: " + range);
        }
    }

    private static long value(String text, Field field) throws MalformedException {
        int named = field.names().indexOf(text.toLowerCase(Locale.ROOT));
        return named < 0 ? number(text) : field.min() + named;
    }

    private static long number(String text) throws MalformedException {
        if (!INTEGER.matcher(text).matches()) {
            throw unreadable(text, "invalid syntax");
        }
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException _) {
            throw unreadable(text, "value out of range");
        }
        if (number < 0) {
            throw new MalformedException("negative number (" + number + ") not allowed: " + text);
        }
        return number;
    }

    private static MalformedException unreadable(String text, String why) {
        return new MalformedException(
                "failed to parse int from " + text + ": strconv.Atoi: parsing " + Quoted.of(text) + ": " + why);
    }
}
