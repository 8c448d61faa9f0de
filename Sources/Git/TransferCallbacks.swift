import CLibGit2

/// What libgit2 calls back while it talks to a remote. Nothing is thrown through C: what went wrong is kept here.
final class TransferCallbacks {
  private var credentials: Credentials
  private let onProgress: () -> Bool
  /// The refusal of the pushed ref, in the server's words.
  private(set) var refusal: String?
  /// What hooks and the server printed.
  private var serverBytes: [UInt8] = []
  private let textLimit: Int

  /// - Parameters:
  ///   - textLimit: How many bytes of what the server printed are kept.
  ///   - onProgress: Called when bytes moved; `false` ends the transfer.
  init(credentials: Credentials, textLimit: Int, onProgress: @escaping () -> Bool) {
    self.credentials = credentials
    self.textLimit = textLimit
    self.onProgress = onProgress
  }

  /// What the server printed, without what a terminal would act upon.
  var serverText: String {
    let text = String(decoding: serverBytes, as: UTF8.self)
    let lines = text.split(whereSeparator: { $0 == "\n" || $0 == "\r" || $0 == "\r\n" })
    return lines.map { line in
      String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }.joined(separator: "\n")
  }

  /// Sets libgit2's callbacks. They are valid as long as this object is.
  func install(in callbacks: inout git_remote_callbacks) {
    callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
    callbacks.credentials = { credential, _, user, allowed, payload in
      guard let context = TransferCallbacks.from(payload) else { return GIT_EAUTH.rawValue }
      return context.credentials.next(
        credential, user: user.map { String(cString: $0) }, allowed: allowed)
    }
    callbacks.transfer_progress = { _, payload in TransferCallbacks.from(payload)?.advance() ?? -1 }
    callbacks.push_transfer_progress = { _, _, _, payload in TransferCallbacks.from(payload)?.advance() ?? -1
    }
    callbacks.pack_progress = { _, _, _, payload in TransferCallbacks.from(payload)?.advance() ?? -1 }
    callbacks.sideband_progress = { text, count, payload in
      guard let context = TransferCallbacks.from(payload) else { return -1 }
      context.keep(UnsafeRawBufferPointer(start: text, count: max(0, Int(count))))
      return context.advance()
    }
    callbacks.push_update_reference = { _, status, payload in
      // A status is a refusal, though the push as a whole reports success.
      if let status { TransferCallbacks.from(payload)?.refusal = String(cString: status) }
      return 0
    }
  }

  private static func from(_ payload: UnsafeMutableRawPointer?) -> TransferCallbacks? {
    payload.map { Unmanaged<TransferCallbacks>.fromOpaque($0).takeUnretainedValue() }
  }

  private func advance() -> Int32 { onProgress() ? 0 : -1 }

  private func keep(_ bytes: UnsafeRawBufferPointer) {
    serverBytes += bytes.prefix(max(0, textLimit - serverBytes.count))
  }
}
