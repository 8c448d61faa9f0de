import Glibc
import SupervisorProtocol
import WorkflowAPI

/// Makes the directories that workspaces are bound to.
struct Volumes {
  let root: RootDirectory
  let directory: String

  /// The directory of a workspace, made if it is not there; `nil` for an optional one that is not bound.
  func path(of workspace: PodWorkspace, pod: PodRequest) throws(PodRuntimeError) -> String? {
    let name = workspace.declaration.name
    guard let binding = workspace.binding else { return nil }
    let base: String
    if let claim = binding.persistentVolumeClaim?.claimName {
      guard NameRule.subdomain.accepts(claim), NameRule.subdomain.accepts(pod.namespace) else {
        throw unsupported("workspace \(name): \"\(claim)\" is not a name of a claim")
      }
      base = "\(directory)/\(pod.namespace)/\(claim)"
    } else if binding.emptyDir != nil {
      guard NameRule.label.accepts(name) else {
        throw unsupported("\"\(name)\" is not a name of a workspace")
      }
      base = root.workspace(pod.name, name)
    } else {
      let source = binding.configMap != nil ? "a configMap" : binding.secret != nil ? "a secret" : "nothing"
      throw unsupported("workspace \(name) is bound to \(source), which the host runtime cannot provide")
    }
    try makeDirectory(base)
    guard let subPath = binding.subPath, !subPath.isEmpty else { return base }
    return try makeSubdirectory(subPath, of: base, workspace: name)
  }

  /// Goes down component by component and follows no symbolic link, which an earlier run may have put there to
  /// have a later one write elsewhere.
  private func makeSubdirectory(
    _ subPath: String, of base: String, workspace: String
  ) throws(PodRuntimeError) -> String {
    let components = subPath.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    let isSafe =
      !components.contains("..") && !subPath.utf8.contains(0) && subPath.utf8.first != UInt8(ascii: "/")
    guard isSafe else {
      throw unsupported("workspace \(workspace): subPath \"\(subPath)\" must be relative and without \"..\"")
    }
    var path = base
    var current = open(base, O_DIRECTORY | O_RDONLY | O_CLOEXEC)
    guard current >= 0 else { throw unavailable("workspace \(workspace): \(base): \(errorText(errno))") }
    defer { close(current) }
    for component in components where component != "." {
      let what = "workspace \(workspace): subPath \"\(subPath)\", \"\(component)\""
      guard mkdirat(current, component, 0o700) == 0 || errno == EEXIST else {
        throw failure("\(what): \(errorText(errno))", Errno(errno))
      }
      let next = openat(current, component, O_DIRECTORY | O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
      guard next >= 0 else {
        let isOther = errno == ENOTDIR || errno == ELOOP
        throw failure("\(what): \(isOther ? "it is not a directory" : errorText(errno))", Errno(errno))
      }
      close(current)
      current = next
      path += "/\(component)"
    }
    return path
  }
}

/// What the machine is short of may come; what is there in the way of a run stays.
private func failure(_ message: String, _ error: Errno) -> PodRuntimeError {
  PodRuntimeError(
    code: error.isShortage || [EIO, EROFS].contains(error.number) ? .unavailable : .unsupported,
    message: message)
}

/// An error of a pod that this runtime cannot run.
func unsupported(_ message: String) -> PodRuntimeError {
  PodRuntimeError(code: .unsupported, message: message)
}
