import CSupervisor
import Glibc

/// Starts a process that has nothing of this one but what it is given.
///
/// - Parameters:
///   - environment: all of it, `NAME=value` each.
///   - descriptors: what becomes descriptor 0, 1, 2 and so on. Each but those that stay in their place is at least
///     as great as their number. All other descriptors of this process are close-on-exec.
///   - newSession: whether it leads a session of its own, else a process group of its own.
/// - Returns: its process id, or the error number of what failed, which may be its exec.
package func spawn(
  _ path: String, arguments: [String], environment: [String], directory: String, descriptors: [Int32],
  newSession: Bool = false
) -> Result<Int32, Errno> {
  var pid: Int32 = 0
  let error = withCStrings(arguments) { arguments in
    withCStrings(environment) { environment in
      path.withCString { path in
        directory.withCString { directory in
          descriptors.withUnsafeBufferPointer { descriptors in
            var request = supervisor_spawn(
              path: path, arguments: arguments, environment: environment, directory: directory,
              descriptors: descriptors.baseAddress, descriptor_count: descriptors.count,
              new_session: newSession)
            return supervisor_spawn(&request, &pid)
          }
        }
      }
    }
  }
  return error == 0 ? .success(pid) : .failure(Errno(error))
}

/// A number that a system call failed with.
package struct Errno: Error, Hashable, Sendable, CustomStringConvertible {
  package var number: Int32

  package init(_ number: Int32) { self.number = number }

  /// Whether the machine is out of something, so that trying again later may help.
  package var isShortage: Bool { [EAGAIN, ENOMEM, EMFILE, ENFILE, ENOSPC, EDQUOT].contains(number) }

  package var description: String { errorText(number) }
}

/// Calls `body` with the texts as C strings in an array that ends with a null pointer.
private func withCStrings<Value>(
  _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Value
) -> Value {
  var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else {
      preconditionFailure("an array with an element has an address")
    }
    return body(base)
  }
}
