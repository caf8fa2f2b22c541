package dev.carafe.etcd.server;

import dev.carafe.etcd.Caller;
import dev.carafe.etcd.Member;
import dev.carafe.etcd.Session;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who calls: by the token among the call's headers, or by the common name of the client's certificate, which
 * counts only where certificates are demanded (etcd {@code server/auth/store.go}, {@code AuthInfoFromCtx}).
 */
final class Sessions implements ServerInterceptor {
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<Caller> CALLER = Context.keyWithDefault("caller", Caller.UNKNOWN);
    private static final String BEARER = "Bearer ";

    private final Member member;
    private final boolean byCertificate;

    Sessions(Member member, boolean byCertificate) {
        this.member = member;
        this.byCertificate = byCertificate;
    }

    /** The session of the call that this thread serves. */
    Session current() {
        return member.as(CALLER.get());
    }

    /** Whether the call that this thread serves brought a token, which may take long to verify. */
    boolean hasToken() {
        return CALLER.get().token() != null;
    }

    Member member() {
        return member;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String token = token(headers);
        String commonName = byCertificate ? commonName(call) : null;
        if (token == null && commonName == null) {
            return next.startCall(call, headers);
        }
        Context context = Context.current().withValue(CALLER, new Caller(token, commonName));
        return Contexts.interceptCall(context, call, headers, next);
    }

    private static @Nullable String token(Metadata headers) {
        String token = headers.get(TOKEN);
        if (token == null) {
            token = headers.get(AUTHORIZATION);
        }
        return token != null && token.startsWith(BEARER) ? token.substring(BEARER.length()) : token;
    }

    private static @Nullable String commonName(ServerCall<?, ?> call) {
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            return null;
        }
        try {
            Certificate certificate = session.getPeerCertificates()[0];
            if (!(certificate instanceof X509Certificate x509)) {
                return null;
            }
            LdapName name = new LdapName(x509.getSubjectX500Principal().getName());
            for (Rdn part : name.getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return String.valueOf(part.getValue());
                }
            }
            return null;
        } catch (SSLPeerUnverifiedException | InvalidNameException e) {
            return null; // no certificate, or none with a name
        }
    }
}
