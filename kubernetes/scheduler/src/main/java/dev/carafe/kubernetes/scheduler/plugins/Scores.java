package dev.carafe.kubernetes.scheduler.plugins;

import dev.carafe.kubernetes.scheduler.framework.Plugin;
import java.util.Arrays;

/** Arithmetic that ranking plugins share. */
final class Scores {
    private Scores() {}

    /** Stretches scores to 0 to 100 by their maximum. With {@code reverse}, the smallest becomes the best. */
    static void normalize(long[] scores, boolean reverse) {
        long max = Arrays.stream(scores).max().orElse(0);
        for (int i = 0; i < scores.length; i++) {
            long score = max == 0 ? 0 : scores[i] * Plugin.Score.SCORE_MAX / max;
            scores[i] = reverse ? Plugin.Score.SCORE_MAX - score : score;
        }
    }
}
