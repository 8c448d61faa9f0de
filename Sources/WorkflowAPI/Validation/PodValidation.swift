import YAML

extension Validation {
  /// A Pod (spec, section 2).
  mutating func checkPod(_ pod: PodSpec, at path: [PathElement]) {
    if pod.containers.isEmpty { report(path.child("containers"), "a pod needs at least one container") }
    checkCommon(pod, at: path, ownContainers: pod.containers, "containers", isSeqPod: false)
  }

  /// A SeqPod (spec, section 2).
  mutating func checkSeqPod(_ seqPod: SeqPodSpec, at path: [PathElement]) {
    if seqPod.steps.isEmpty { report(path.child("steps"), "a seqPod needs at least one step") }
    if !seqPod.pod.containers.isEmpty {
      report(path.child("containers"), "a seqPod has steps in place of containers")
    }
    for (index, step) in seqPod.steps.enumerated() {
      let hasCommand = step.container.command?.isEmpty == false
      if step.script?.isEmpty == false, hasCommand {
        report(
          path.child("steps", index).child("script"),
          "the step \(quoted(step.container.name)) has both a script and a command")
      }
    }
    checkCommon(seqPod.pod, at: path, ownContainers: seqPod.steps.map(\.container), "steps", isSeqPod: true)
  }

  private mutating func checkCommon(
    _ pod: PodSpec, at path: [PathElement], ownContainers: [Container], _ ownKey: String, isSeqPod: Bool
  ) {
    let volumes = Set((pod.volumes ?? []).map(\.name))
    checkVolumeNames(pod.volumes ?? [], at: path)
    var seen: Set<String> = []
    for (key, containers) in [("initContainers", pod.initContainers ?? []), (ownKey, ownContainers)] {
      for (index, container) in containers.enumerated() {
        let place = path.child(key, index)
        checkSubstitutedName(container.name, at: place.child("name"))
        if !seen.insert(container.name).inserted {
          let what = isSeqPod ? "steps or init containers" : "containers"
          report(place.child("name"), "there are two \(what) \(quoted(container.name))")
        }
        checkMounts(of: container, volumes: volumes, isSeqPod: isSeqPod, at: place)
        checkEnvironment(of: container, at: place)
      }
    }
    if let seconds = pod.terminationGracePeriodSeconds, seconds < 0 {
      report(path.child("terminationGracePeriodSeconds"), "\(seconds) must not be negative")
    }
    if let seconds = pod.activeDeadlineSeconds, seconds < 1 {
      report(path.child("activeDeadlineSeconds"), "\(seconds) must be at least 1")
    }
  }

  private mutating func checkVolumeNames(_ volumes: [Volume], at path: [PathElement]) {
    var seen: Set<String> = []
    for (index, volume) in volumes.enumerated() {
      let place = path.child("volumes", index).child("name")
      checkSubstitutedName(volume.name, at: place)
      if !seen.insert(volume.name).inserted { report(place, "there are two volumes \(quoted(volume.name))") }
    }
  }

  private mutating func checkMounts(
    of container: Container, volumes: Set<String>, isSeqPod: Bool, at path: [PathElement]
  ) {
    var seen: Set<String> = []
    for (index, mount) in (container.volumeMounts ?? []).enumerated() {
      let place = path.child("volumeMounts", index)
      if !volumes.contains(mount.name) {
        report(
          place.child("name"),
          "there is no volume \(quoted(mount.name))\(hint(for: mount.name, among: volumes.sorted()))")
      }
      if mount.mountPath.isEmpty {
        report(place.child("mountPath"), "the mountPath must not be empty")
      } else if isSeqPod, ReservedPaths.areTaken(byMountAt: mount.mountPath) {
        report(place.child("mountPath"), "\(quoted(mount.mountPath)) is reserved in a seqPod")
      }
      if !seen.insert(mount.mountPath).inserted {
        report(place.child("mountPath"), "two volumes are mounted at \(quoted(mount.mountPath))")
      }
      checkSubPath(mount.subPath, at: place)
    }
  }

  private mutating func checkEnvironment(of container: Container, at path: [PathElement]) {
    for (index, variable) in (container.env ?? []).enumerated() {
      let place = path.child("env", index)
      if variable.name.isEmpty || variable.name.utf8.contains(UInt8(ascii: "="))
        || variable.name.utf8.contains(0)
      {
        report(
          place.child("name"), "\(quoted(variable.name)) cannot be the name of an environment variable")
      }
      if variable.valueFrom != nil, variable.value?.isEmpty == false {
        report(place.child("valueFrom"), "value and valueFrom must not both be set")
      }
    }
  }

  /// A name in a pod, which may hold variables: then only the runtime can check it.
  private mutating func checkSubstitutedName(_ name: String, at path: [PathElement]) {
    if !Substitution.mayRefer(name) { checkName(name, .label, at: path) }
  }
}
