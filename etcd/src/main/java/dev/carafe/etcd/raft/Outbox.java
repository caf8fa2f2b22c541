package dev.carafe.etcd.raft;

import java.util.ArrayList;
import java.util.List;

/**
 * Messages that wait to be sent. Those that promise something about this member's disk (votes, taken entries) wait until
 * it is so.
 */
final class Outbox {
    private final List<Message> now = new ArrayList<>();
    private final List<Message> afterPersist = new ArrayList<>();

    void send(Message message) {
        switch (message) {
            case Message.VoteRequest _, Message.VoteResponse _ -> afterPersist.add(message);
            case Message.AppendResponse answer -> answer(answer);
            case Message.Append _,
                    Message.Heartbeat _,
                    Message.HeartbeatResponse _,
                    Message.InstallSnapshot _,
                    Message.TimeoutNow _,
                    Message.Forward _,
                    Message.ReadIndexRequest _,
                    Message.ReadIndexResponse _,
                    Message.TransferLeader _ -> now.add(message);
        }
    }

    /** One answer speaks for the one before it that says less: what is taken up to an index is taken up to each before. */
    private void answer(Message.AppendResponse answer) {
        if (!afterPersist.isEmpty()
                && afterPersist.getLast() instanceof Message.AppendResponse last
                && last.to() == answer.to()
                && last.term() == answer.term()
                && !last.reject()
                && !answer.reject()) {
            afterPersist.removeLast();
            afterPersist.add(last.index() > answer.index() ? last : answer);
        } else {
            afterPersist.add(answer);
        }
    }

    boolean isEmpty() {
        return now.isEmpty() && afterPersist.isEmpty();
    }

    List<Message> takeNow() {
        List<Message> out = List.copyOf(now);
        now.clear();
        return out;
    }

    List<Message> takeAfterPersist() {
        List<Message> out = List.copyOf(afterPersist);
        afterPersist.clear();
        return out;
    }
}
