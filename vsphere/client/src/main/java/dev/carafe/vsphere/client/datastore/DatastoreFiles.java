package dev.carafe.vsphere.client.datastore;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.FileTransfers;
import dev.carafe.vsphere.client.FileTransfers.Place;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.client.Tasks;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.FileInfo;
import dev.carafe.vsphere.vim.vim25.FileManager;
import dev.carafe.vsphere.vim.vim25.FileQueryFlags;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowser;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowserSearchResults;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowserSearchSpec;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.SessionManagerHttpServiceRequestSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The files of one datastore. Paths are relative to it, with slashes. Safe for all threads. */
public final class DatastoreFiles {
    private static final int HEIGHT_MAX = 64;

    private final VSphereClient client;
    private final ManagedObjectReference<Datastore> datastore;
    private final String name;
    private final ManagedObjectReference<Datacenter> datacenter;
    private final String datacenterPath;
    private final boolean ticketed;

    private DatastoreFiles(
            VSphereClient client,
            ManagedObjectReference<Datastore> datastore,
            String name,
            ManagedObjectReference<Datacenter> datacenter,
            String datacenterPath,
            boolean ticketed) {
        this.client = client;
        this.datastore = datastore;
        this.name = name;
        this.datacenter = datacenter;
        this.datacenterPath = datacenterPath;
        this.ticketed = ticketed;
    }

    /** Reads what the datastore is called and which datacenter it is in. */
    public static DatastoreFiles of(VSphereClient client, ManagedObjectReference<Datastore> datastore)
            throws IOException, InterruptedException {
        PropertyReader reader = new PropertyReader(client);
        String name = null;
        ManagedObjectReference<Datacenter> datacenter = null;
        StringBuilder path = new StringBuilder();
        ManagedObjectReference<?> at = datastore;
        for (int height = 0; at != null && height < HEIGHT_MAX; height++) {
            Found found = reader.read(at, List.of("name", "parent")).whole();
            String own = Objects.requireNonNullElse(found.value("name", String.class), "");
            ManagedObjectReference<ManagedObject> parent = found.reference("parent");
            if (name == null) {
                name = own;
            }
            if (at.type().equals("Datacenter")) {
                datacenter = new ManagedObjectReference<>(at.type(), at.value());
            }
            if (datacenter != null && parent != null) { // the root's name is in no path
                path.insert(0, path.isEmpty() ? own : own + "/");
            }
            at = parent;
        }
        if (datacenter == null || name == null) {
            throw new IOException(datastore + " is in no datacenter, so its files have no address");
        }
        return new DatastoreFiles(client, datastore, name, datacenter, path.toString(), false);
    }

    /** The same with a ticket for each transfer in place of the session's cookie, for whoever hands the transfer on. */
    public DatastoreFiles byTicket() {
        return new DatastoreFiles(client, datastore, name, datacenter, datacenterPath, true);
    }

    public String name() {
        return name;
    }

    /** The path as other parts of the API want it. */
    public DatastorePath path(String path) {
        return new DatastorePath(name, path);
    }

    /** Reads a file into a stream, which stays open, and gives the count of its bytes. */
    public long download(String path, OutputStream to, TransferProgress progress)
            throws IOException, InterruptedException {
        return transfers().download(place(path, "GET"), to, progress);
    }

    /** Reads a file into a local one, which is made or replaced. */
    public long download(String path, Path to, TransferProgress progress) throws IOException, InterruptedException {
        try (OutputStream out = Files.newOutputStream(to)) {
            return download(path, out, progress);
        }
    }

    /** Reads a file from a byte on, to go on where a download broke off. */
    public long downloadFrom(String path, long firstByte, OutputStream to, TransferProgress progress)
            throws IOException, InterruptedException {
        return transfers().download(place(path, "GET").with("Range", "bytes=" + firstByte + "-"), to, progress);
    }

    /** How many bytes a file has, where the server says it. */
    public OptionalLong size(String path) throws IOException, InterruptedException {
        return transfers().size(place(path, "HEAD"));
    }

    /** Writes a file, which is made or replaced. */
    public void upload(InputStream from, long lengthBytes, String path, TransferProgress progress)
            throws IOException, InterruptedException {
        transfers().upload(place(path, "PUT"), "PUT", from, lengthBytes, progress);
    }

    public void upload(Path from, String path, TransferProgress progress) throws IOException, InterruptedException {
        try (InputStream in = Files.newInputStream(from)) {
            upload(in, Files.size(from), path, progress);
        }
    }

    /** What is directly in a folder, with size and time; the path of each is its name. */
    public List<FileInfo> list(String folder) throws IOException, InterruptedException {
        return list(folder, List.of("*"));
    }

    /** @param patterns such as {@code *.vmdk}; a file must fit one of them */
    public List<FileInfo> list(String folder, List<String> patterns) throws IOException, InterruptedException {
        ManagedObjectReference<HostDatastoreBrowser> browser = new PropertyReader(client)
                .read(datastore, List.of("browser"))
                .whole()
                .reference("browser");
        HostDatastoreBrowserSearchSpec spec = HostDatastoreBrowserSearchSpec.builder()
                .matchPattern(patterns)
                .details(FileQueryFlags.builder()
                        .fileType(true)
                        .fileSize(true)
                        .modification(true)
                        .fileOwner(false)
                        .build())
                .build();
        HostDatastoreBrowser stub =
                HostDatastoreBrowser.stub(client.connection(), VSphereClient.present(browser, "datastore browser"));
        Object found = new Tasks(client).await(Connection.checked(() -> stub.searchDatastore_Task(text(folder), spec)));
        return found instanceof HostDatastoreBrowserSearchResults results ? results.file() : List.of();
    }

    /** @param parents whether folders above are made too where they are missing */
    public void makeDirectory(String path, boolean parents) throws IOException, InterruptedException {
        FileManager files = files();
        Connection.run(() -> files.makeDirectory(text(path), datacenter, parents));
    }

    /** Deletes a file, or a folder with all that is in it. */
    public void delete(String path) throws IOException, InterruptedException {
        FileManager files = files();
        new Tasks(client).await(Connection.checked(() -> files.deleteDatastoreFile_Task(text(path), datacenter)));
    }

    /** @param force whether what is there is replaced */
    public void move(String from, String to, boolean force) throws IOException, InterruptedException {
        FileManager files = files();
        new Tasks(client)
                .await(Connection.checked(
                        () -> files.moveDatastoreFile_Task(text(from), datacenter, text(to), datacenter, force)));
    }

    /** @param force whether what is there is replaced */
    public void copy(String from, String to, boolean force) throws IOException, InterruptedException {
        FileManager files = files();
        new Tasks(client)
                .await(Connection.checked(
                        () -> files.copyDatastoreFile_Task(text(from), datacenter, text(to), datacenter, force)));
    }

    private FileManager files() {
        return FileManager.stub(
                client.connection(), VSphereClient.present(client.content().fileManager(), "file manager"));
    }

    private FileTransfers transfers() {
        return new FileTransfers(client.connection());
    }

    private String text(String path) {
        return path(path).toString();
    }

    private Place place(String path, String method) throws IOException, InterruptedException {
        URI uri = client.connection().address().resolve(address(path, datacenterPath, name));
        return ticketed ? new Place(uri).with("Cookie", "vmware_cgi_ticket=" + ticket(uri, method)) : new Place(uri);
    }

    /** No I/O. */
    static String address(String path, String datacenterPath, String datastore) {
        StringBuilder address = new StringBuilder("/folder");
        for (String part : path.split("/")) {
            if (!part.isEmpty()) {
                address.append('/').append(encoded(part));
            }
        }
        return address.append("?dcPath=")
                .append(encoded(datacenterPath))
                .append("&dsName=")
                .append(encoded(datastore))
                .toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String ticket(URI uri, String method) throws IOException, InterruptedException {
        @Nullable
        ManagedObjectReference<SessionManager> manager = client.content().sessionManager();
        SessionManager sessions =
                SessionManager.stub(client.connection(), VSphereClient.present(manager, "session manager"));
        SessionManagerHttpServiceRequestSpec spec = SessionManagerHttpServiceRequestSpec.builder()
                .url(uri.toString())
                .method("http" + method.charAt(0) + method.substring(1).toLowerCase(java.util.Locale.ROOT))
                .build();
        return Connection.checked(() -> sessions.acquireGenericServiceTicket(spec))
                .id();
    }
}
