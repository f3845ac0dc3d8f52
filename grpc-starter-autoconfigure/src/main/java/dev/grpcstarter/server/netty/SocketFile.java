package dev.grpcstarter.server.netty;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The file of a Unix socket. The kernel leaves it behind when a process is killed, and
 * then lets nobody bind to its path.
 *
 * @param path where it is
 */
record SocketFile(Path path) {

	private static final int FILE_TYPE = 0170000;

	private static final int SOCKET = 0140000;

	/**
	 * Removes the file if no process listens on it any more.
	 * @throws NoSuchFileException if there is no such directory
	 * @throws FileAlreadyExistsException if the file is no socket
	 * @throws BindException if a process listens on it
	 * @throws IOException if the file cannot be looked at or removed
	 */
	void makeWay() throws IOException {
		Path directory = this.path.toAbsolutePath().getParent();
		if (directory != null && !Files.isDirectory(directory)) {
			throw new NoSuchFileException(directory.toString());
		}
		if (!Files.exists(this.path, LinkOption.NOFOLLOW_LINKS)) {
			return;
		}
		if (!isSocket()) {
			throw new FileAlreadyExistsException(this.path.toString());
		}
		if (isAlive()) {
			throw new BindException("Address already in use");
		}
		Files.deleteIfExists(this.path);
	}

	private boolean isSocket() throws IOException {
		Object mode = Files.getAttribute(this.path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
		return ((int) mode & FILE_TYPE) == SOCKET;
	}

	private boolean isAlive() throws IOException {
		try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			// a listener that hangs is alive too, and is not to be waited for
			channel.configureBlocking(false);
			channel.connect(UnixDomainSocketAddress.of(this.path));
			return true;
		}
		catch (ConnectException ex) {
			return false;
		}
	}

}
