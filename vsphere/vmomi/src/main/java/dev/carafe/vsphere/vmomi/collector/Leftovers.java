package dev.carafe.vsphere.vmomi.collector;

import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.ObjectContent;
import dev.carafe.vsphere.vim.vim25.RetrieveResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What answers that were cut have left to say, by the token that asks for it. Belongs to one thread at a time. */
final class Leftovers {
    /** Answers that one collector keeps; the oldest is forgotten for a newer one. */
    private static final int ANSWERS_MAX = 64;

    private record Left(List<ObjectContent> contents, int page) {}

    private final Map<String, Left> byToken = new LinkedHashMap<>();
    private long tokens;

    /**
     * The first page of an answer; the rest is kept.
     *
     * @param page how many objects a page has, 0 for all
     */
    @Nullable
    RetrieveResult first(List<ObjectContent> contents, int page) {
        if (contents.isEmpty()) {
            return null;
        }
        if (page <= 0 || contents.size() <= page) {
            return RetrieveResult.builder().objects(contents).build();
        }
        String token = Long.toString(tokens++);
        if (byToken.size() == ANSWERS_MAX) {
            byToken.remove(byToken.keySet().iterator().next());
        }
        byToken.put(token, new Left(contents.subList(page, contents.size()), page));
        return RetrieveResult.builder()
                .token(token)
                .objects(contents.subList(0, page))
                .build();
    }

    /** @throws dev.carafe.vsphere.vim.FaultException InvalidArgument when the token stands for nothing */
    RetrieveResult next(String token) {
        Left left = byToken.remove(token);
        RetrieveResult next = left == null ? null : first(left.contents(), left.page());
        if (next == null) {
            throw unknown(token);
        }
        return next;
    }

    /** @throws dev.carafe.vsphere.vim.FaultException InvalidArgument when the token stands for nothing */
    void forget(String token) {
        if (byToken.remove(token) == null) {
            throw unknown(token);
        }
    }

    private static dev.carafe.vsphere.vim.FaultException unknown(String token) {
        return InvalidArgument.builder()
                .invalidProperty("token")
                .build()
                .exception("No retrieval goes on at the token " + token + "; retrieve again.");
    }
}
