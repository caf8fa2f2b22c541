package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.etcd.EtcdException;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.endpoints.Responder;
import dev.carafe.kubernetes.apiserver.storage.FailureLog;
import dev.carafe.kubernetes.apiserver.storage.UnreadableObjectException;
import java.io.IOException;
import java.lang.System.Logger.Level;

/** Turns whatever goes wrong below into a Status: the only place where errors become replies. */
public final class Recovery implements Step {
    private static final System.Logger LOG = System.getLogger(Recovery.class.getName());

    private final UnreadableErrors unreadable;

    /** @param unreadable says what clients are told of objects that cannot be read */
    public Recovery(UnreadableErrors unreadable) {
        this.unreadable = unreadable;
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException {
        try {
            next.handle(request);
        } catch (StatusError e) {
            if (e.code() >= 500) {
                LOG.log(Level.WARNING, describe(request) + ": " + e.getMessage());
            }
            Responder.error(request.exchange(), e);
        } catch (EtcdException e) {
            FailureLog.warn(LOG, describe(request) + ": the store failed", e);
            Responder.error(request.exchange(), ofStore(e));
        } catch (UnreadableObjectException e) {
            LOG.log(Level.ERROR, describe(request) + ": " + e.storageError(e.key()));
            Responder.error(request.exchange(), unreadable.of(request.info(), e));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, describe(request) + " failed", e);
            Responder.error(
                    request.exchange(),
                    StatusError.internal("this request caused apiserver to panic. Look in the logs for details"));
        }
    }

    /** What a client is told when the store fails. */
    public static StatusError ofStore(EtcdException e) {
        return switch (e.code()) {
            case UNAVAILABLE, CANCELLED -> StatusError.serviceUnavailable(String.valueOf(e.getMessage()));
            case INVALID_ARGUMENT -> StatusError.requestEntityTooLarge(String.valueOf(e.getMessage()));
            default -> StatusError.internal(e);
        };
    }

    private static String describe(RequestContext request) {
        return request.exchange().method() + " " + request.exchange().path();
    }
}
