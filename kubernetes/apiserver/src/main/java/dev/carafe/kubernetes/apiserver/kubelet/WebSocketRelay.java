package dev.carafe.kubernetes.apiserver.kubelet;

import dev.carafe.http.MessagePart;
import dev.carafe.http.WebSocketPeer;
import dev.carafe.http.WebSocketSession;
import java.io.EOFException;
import java.io.IOException;

/** Two WebSockets as one: each message of the one is sent on the other, part by part, and so is the end. */
final class WebSocketRelay implements WebSocketPeer {
    private static final int NORMAL = 1000;
    private static final int INTERNAL_ERROR = 1011;

    private final WebSocketSession client;
    private final WebSocketClient kubelet;

    private WebSocketRelay(WebSocketSession client, WebSocketClient kubelet) {
        this.client = client;
        this.kubelet = kubelet;
    }

    /** Begins to hand on what the kubelet sends; what is returned takes what the client sends. */
    static WebSocketRelay start(WebSocketSession client, WebSocketClient kubelet) {
        WebSocketRelay relay = new WebSocketRelay(client, kubelet);
        Thread.ofVirtual().name("kubelet-stream").start(relay::pump);
        return relay;
    }

    private void pump() {
        try {
            while (true) {
                client.send(kubelet.read());
            }
        } catch (WebSocketClient.ClosedException e) {
            client.close(e.code(), e.reason());
        } catch (EOFException _) {
            client.close(NORMAL, "");
        } catch (IOException e) {
            client.close(INTERNAL_ERROR, String.valueOf(e.getMessage()));
        } finally {
            kubelet.close();
        }
    }

    @Override
    public void onMessage(MessagePart part) {
        try {
            kubelet.send(part);
        } catch (IOException e) {
            kubelet.close();
            client.close(INTERNAL_ERROR, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void onClose(int code, String reason) {
        // Codes from 1004 to 1006 and 1015 are never sent; they say how a connection ended.
        boolean sendable = code >= NORMAL && !(code >= 1004 && code <= 1006) && code != 1015;
        kubelet.close(sendable ? code : NORMAL);
    }
}
