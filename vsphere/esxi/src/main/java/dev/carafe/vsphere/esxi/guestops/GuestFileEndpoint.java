package dev.carafe.vsphere.esxi.guestops;

import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpHandler;
import dev.carafe.vsphere.esxi.guestops.FileTransfers.Transfer;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vmomi.edge.Replies;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** Answers {@code /guestFile?token=SECRET}: GET gives a guest's file, PUT writes one, each as the user who began the transfer. */
public final class GuestFileEndpoint implements HttpHandler {
    /** The path that it answers. */
    public static final String PATH = "/guestFile";

    /** How much is read or written by one command in the guest. */
    static final int PIECE_BYTES = 512 << 10;

    private final FileTransfers transfers;
    private final GuestShell shell;

    GuestFileEndpoint(FileTransfers transfers, GuestShell shell) {
        this.transfers = transfers;
        this.shell = shell;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        boolean toGuest = exchange.method().equals("PUT");
        if (!toGuest && !exchange.method().equals("GET")) {
            Replies.methodNotAllowed(exchange, "GET, PUT");
            return;
        }
        Optional<Transfer> transfer = transfers.redeem(exchange.query().first("token"), toGuest);
        if (transfer.isEmpty()) {
            Replies.text(
                    exchange, 403, "That transfer is not there: it was made already, is too old, or was never begun.");
            return;
        }
        try {
            if (toGuest) {
                write(exchange, transfer.get());
            } else {
                read(exchange, transfer.get());
            }
        } catch (FaultException refused) {
            if (exchange.replied()) {
                throw new IOException("the guest failed amid a file", refused); // the client sees that it is cut off
            }
            Replies.text(exchange, 500, String.valueOf(refused.getMessage()));
        }
    }

    private void read(HttpExchange exchange, Transfer transfer) throws IOException {
        byte[] piece = piece(transfer, 0);
        try (OutputStream out = exchange.stream(200, "application/octet-stream")) {
            long number = 0;
            while (piece.length > 0) {
                out.write(piece);
                if (piece.length < PIECE_BYTES) {
                    return;
                }
                piece = piece(transfer, ++number);
            }
        }
    }

    private byte[] piece(Transfer transfer, long number) throws IOException {
        String command = Scripts.read(transfer.path(), number, PIECE_BYTES);
        return shell.runForFile(transfer.agent(), transfer.who(), command, transfer.path(), new byte[0])
                .outputBytes();
    }

    private void write(HttpExchange exchange, Transfer transfer) throws IOException {
        InputStream in = exchange.body();
        long written = 0;
        for (byte[] piece = in.readNBytes(PIECE_BYTES); piece.length > 0; piece = in.readNBytes(PIECE_BYTES)) {
            written += piece.length;
            if (written > transfer.bytes()) {
                Replies.text(exchange, 413, "That file was said to have " + transfer.bytes() + " bytes, and has more.");
                return;
            }
            run(transfer, Scripts.append(transfer.path()), piece);
        }
        if (written < transfer.bytes()) {
            Replies.text(
                    exchange,
                    400,
                    "That file was said to have " + transfer.bytes() + " bytes, and has " + written + ".");
            return;
        }
        if (!transfer.finish().isEmpty()) {
            run(transfer, transfer.finish(), new byte[0]);
        }
        exchange.reply(200, "text/plain", new byte[0]);
    }

    private void run(Transfer transfer, String command, byte[] input) {
        shell.runForFile(transfer.agent(), transfer.who(), command, transfer.path(), input);
    }
}
